export * from './model.ts';
export * from './pairing.ts';
