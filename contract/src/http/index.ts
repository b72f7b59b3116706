export * from './api.ts';
export * from './screen.ts';
