export * from './messages.ts';
export * from './observation.ts';
export * from './topics.ts';
