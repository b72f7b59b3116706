export * from './defaults.ts';
export * from './model.ts';
