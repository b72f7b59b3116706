export { processClock, type WireClock } from './clock.ts';
export type { WireLog, WireParts } from './parts.ts';
export { type DeviceLook, type SignLook, startWire, type Wire } from './start.ts';
