export * from './kinds.ts';
export * from './lint.ts';
export * from './registers.ts';
export * from './schema.ts';
