export * from './count.ts';
export * from './model.ts';
export * from './shown.ts';
