export * from './codes/texts.ts';
export * from './feed.ts';
export * from './http/index.ts';
export * from './mqtt/index.ts';
export * from './process.ts';
export * from './profile/index.ts';
export * from './simulator.ts';
export * from './wiring.ts';
