export * from './light.ts';
export * from './step.ts';
