export * from './kinds.ts';
export * from './lint.ts';
export * from './plan.ts';
export * from './registers.ts';
export * from './schema.ts';
export * from './timing.ts';
