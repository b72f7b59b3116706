export { crc16Modbus } from './codec/crc.ts';
export { toGbk } from './codec/gbk.ts';
export * from './codec/led-voice-card.ts';
export * from './codec/modbus-sign.ts';
export * from './face/index.ts';
