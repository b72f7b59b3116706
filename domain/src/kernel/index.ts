export * from './codes.ts';
export * from './ids.ts';
export * from './observation.ts';
export * from './result.ts';
export * from './time.ts';
