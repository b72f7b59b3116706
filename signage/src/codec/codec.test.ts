import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../face/index.ts';
import { crc16Modbus } from './crc.ts';
import { toGbk } from './gbk.ts';
import { decodeLedVoiceReply, ledVoiceFaceFrames, speakFrame, windowTextFrame } from './led-voice-card.ts';
import { modbusSignFace } from './modbus-sign.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();

describe('LED and voice card', () => {
  it('writes the published frame, byte for byte', () => {
    const frame = windowTextFrame({
      address: 0,
      window: 0,
      text: '欢迎光临请入场停车',
      colour: 'red',
      enter_mode: 0x15,
      enter_speed: 1,
      stay_s: 2,
    });
    expect(hex(frame)).toBe(
      '0064FFFF6225001501000215010300FF000000000000001200BBB6D3ADB9E2C1D9C7EBC8EBB3A1CDA3B3B5F4F5',
    );
  });

  it('speaks a plate as the published voice frame does', () => {
    expect(hex(speakFrame(0, '粤B123456警'))).toBe('0064FFFF300C01D4C142313233343536BEAF035F');
  });

  it('reads the published answer', () => {
    expect(decodeLedVoiceReply(Buffer.from('0064FFFF620100976A', 'hex'))).toEqual({
      kind: 'done',
      address: 0,
      command: 0x62,
    });
  });

  it('tells a wrong CRC, a short answer and a refusal apart', () => {
    expect(decodeLedVoiceReply(Buffer.from('0064FFFF620100976B', 'hex'))).toEqual({ kind: 'crc' });
    expect(decodeLedVoiceReply(Buffer.from('0064FF', 'hex'))).toEqual({ kind: 'short' });
    const refused = Buffer.from('0064FFFF620103', 'hex');
    const crc = crc16Modbus(refused);
    expect(decodeLedVoiceReply(Buffer.concat([refused, Buffer.from([crc & 0xff, crc >>> 8])]))).toMatchObject({
      kind: 'refused',
      status: 3,
    });
  });

  it('never throws on an answer of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => typeof decodeLedVoiceReply(bytes).kind === 'string'),
    );
  });

  it('clears the rows that the face does not fill', () => {
    const frames = ledVoiceFaceFrames(
      1,
      { rows: [{ text: 'B1 12', colour: 'green', align: 'left' }] },
      { columns: 8, rows: 2 },
    );
    expect(frames).toHaveLength(2);
    expect(hex(frames[1] ?? new Uint8Array())).toContain('2020202020202020');
  });
});

describe('Modbus sign', () => {
  it('writes colour and text of each row, then the check that shows it', () => {
    const { writes, check } = modbusSignFace(
      { rows: [{ text: '满', colour: 'red', align: 'left' }] },
      { columns: 4, rows: 1 },
    );
    expect(writes[0]).toEqual({ address: 0, values: [1, 0xc2fa, 0x2020] });
    expect(writes[1]).toEqual({ address: 0x0ffe, values: [check] });
    expect(check).toBe(crc16Modbus(Buffer.from('C2FA2020', 'hex')));
  });

  it('gives every row the same number of registers whatever is shown', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        const { writes } = modbusSignFace(
          { rows: [{ text, colour: 'red', align: 'centre' }] },
          { columns: 12, rows: 2 },
        );
        return writes[0]?.values.length === 7 && writes[1]?.values.length === 7;
      }),
    );
  });
});

it('CRC-16/MODBUS of 123456789 is 4B37', () => {
  expect(crc16Modbus(Buffer.from('123456789'))).toBe(0x4b37);
});

it('a text is as many columns wide as it has GBK bytes', () => {
  for (const text of ['B1 公共区', '满 FULL', '←12']) expect(columnsOf(text)).toBe(toGbk(text).length);
});
