export * from './codec/led-voice-card.ts';
export * from './codec/modbus-sign.ts';
export * from './face/index.ts';
