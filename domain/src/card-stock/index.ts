export * from './model.ts';
export * from './register.ts';
