export * from './text.ts';
export * from './zone-face.ts';
