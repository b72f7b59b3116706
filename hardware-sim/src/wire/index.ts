export { processClock } from './clock.ts';
export { startWire, type Wire } from './start.ts';
