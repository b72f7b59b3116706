import { existsSync, readFileSync } from 'node:fs';
import { type SignProfile, signProfileSchema } from '@berth/contract';
import { ledVoiceFaceFrames, modbusSignFace, speakFrame } from '@berth/signage';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerPdu } from '../modbus/pdu.ts';
import { obeyCardFrame, splitCardFrames } from './led-card.ts';
import { modbusSign } from './modbus-sign.ts';
import { signPanel } from './panel.ts';

const hex = (data: Uint8Array) => Buffer.from(data).toString('hex').toUpperCase();
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

const tx = '0064FFFF6225001501000215010300FF000000000000001200BBB6D3ADB9E2C1D9C7EBC8EBB3A1CDA3B3B5F4F5';
const rx = '0064FFFF620100976A';

function profileOf(sign: Partial<SignProfile['sign']>): SignProfile {
  return signProfileSchema.parse({
    berth: 1,
    profile: 'x',
    kind: 'sign',
    describes: 'an example',
    wire: 'sign',
    sign: { codec: 'led-voice-card', columns: 18, rows: 2, colours: ['red'], blanks_after_s: 30, ...sign },
  });
}

function panelAt(sign: Partial<SignProfile['sign']> = {}) {
  const time = { now: 1000 };
  return { time, panel: signPanel(profileOf(sign), () => time.now) };
}

describe('LED and voice card', () => {
  it('shows the published frame and gives the published answer', () => {
    const { panel } = panelAt();
    const { frames, rest } = splitCardFrames(bytes(tx));
    expect(rest).toHaveLength(0);
    expect(frames.map((frame) => hex(obeyCardFrame(panel, frame)))).toEqual([rx]);
    expect(panel.look().rows[0]).toEqual({ text: '欢迎光临请入场停车', colour: 'red' });
  });

  const vectors = new URL('../../../../../shared/data/vectors/checked.json', import.meta.url);
  it.skipIf(!existsSync(vectors))('those are the checked vectors (skipped where ../shared/data is absent)', () => {
    const checked = JSON.parse(readFileSync(vectors, 'utf8'));
    expect(checked.led_voice_card).toMatchObject({ tx, rx });
  });

  it('falls to its safe text by itself, and comes back when it is told again', () => {
    const { panel, time } = panelAt({ safe_text: '请停车' });
    expect(panel.look()).toMatchObject({ blank: true, heard_ms_ago: null });
    for (const frame of splitCardFrames(bytes(tx)).frames) obeyCardFrame(panel, frame);
    time.now += 29_999;
    expect(panel.look()).toMatchObject({ blank: false, heard_ms_ago: 29_999 });
    time.now += 1;
    expect(panel.look()).toMatchObject({ blank: true, rows: [{ text: '请停车', colour: 'red' }, { text: '' }] });
    for (const frame of splitCardFrames(bytes(tx)).frames) obeyCardFrame(panel, frame);
    expect(panel.look().rows[0]?.text).toBe('欢迎光临请入场停车');
  });

  it('shows what the suite sends, row by row, and says it', () => {
    const { panel } = panelAt({ columns: 8 });
    const face = {
      rows: [
        { text: '卡 1024', colour: 'green', align: 'left' },
        { text: 'B2→', colour: 'yellow', align: 'left' },
      ],
      spoken: '欢迎',
    } as const;
    const stream = Buffer.concat(ledVoiceFaceFrames(3, { ...face, rows: [...face.rows] }, { columns: 8, rows: 2 }));
    for (const frame of splitCardFrames(stream).frames) expect(obeyCardFrame(panel, frame)[6]).toBe(0);
    const look = panel.look();
    expect(look.rows.map((row) => [row.text.trim(), row.colour])).toEqual([
      ['卡 1024', 'green'],
      ['B2→', 'yellow'],
    ]);
    expect(look.said).toBe('欢迎');
  });

  it('finds its frame among noise, and says no to what it cannot do', () => {
    const { panel } = panelAt();
    const { frames } = splitCardFrames(Buffer.concat([bytes('FF0064'), bytes(tx), bytes(tx).subarray(0, 20)]));
    expect(frames).toHaveLength(1);
    const wrong = bytes(tx);
    wrong[44] = (wrong[44] ?? 0) ^ 1;
    expect(splitCardFrames(wrong).frames).toHaveLength(0);
    const speak = splitCardFrames(speakFrame(0, '好')).frames[0];
    if (!speak) throw new Error('no frame');
    expect(obeyCardFrame(panel, { ...speak, command: 0x99 })[6]).toBe(1);
    expect(obeyCardFrame(panel, { ...speak, command: 0x62 })[6]).toBe(2);
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
        const { panel } = panelAt();
        const { frames, rest } = splitCardFrames(noise);
        for (const frame of frames) obeyCardFrame(panel, frame);
        return rest.length <= 263;
      }),
    );
  });
});

describe('Modbus sign', () => {
  const face = { rows: [{ text: '公共区 12', colour: 'green', align: 'left' }] } as const;
  const size = { columns: 12, rows: 3 };
  const sent = modbusSignFace({ rows: [...face.rows] }, size);

  function put(sign: ReturnType<typeof modbusSign>, write: { address: number; values: readonly number[] }) {
    const { address, values } = write;
    const question = [16, address >> 8, address & 255, 0, values.length, values.length * 2];
    for (const value of values) question.push(value >> 8, value & 255);
    return answerPdu(sign, Uint8Array.from(question))[0];
  }
  const shown = (sign: ReturnType<typeof modbusSign>) =>
    Buffer.from(answerPdu(sign, Uint8Array.of(3, 0x0f, 0xff, 0, 1))).readUInt16BE(2);

  it('shows nothing before the check is right, then all of it, and reads it back', () => {
    const { panel } = panelAt({ codec: 'modbus-sign', ...size });
    const sign = modbusSign(panel);
    for (const write of sent.writes.slice(0, -1)) expect(put(sign, write)).toBe(16);
    expect(panel.look().blank).toBe(true);
    expect(put(sign, { address: 0x0ffe, values: [sent.check ^ 1] })).toBe(0x90);
    expect(shown(sign)).toBe(0);
    expect(put(sign, { address: 0x0ffe, values: [sent.check] })).toBe(16);
    expect(shown(sign)).toBe(sent.check);
    expect(panel.look().rows.map((row) => row.text.trim())).toEqual(['公共区 12', '', '']);
    expect(panel.look().rows[0]?.colour).toBe('green');
  });

  it('goes dark by itself, and reads back that it is', () => {
    const { panel, time } = panelAt({ codec: 'modbus-sign', ...size });
    const sign = modbusSign(panel);
    for (const write of sent.writes) put(sign, write);
    time.now += 30_000;
    expect(shown(sign)).toBe(0);
    expect(panel.look()).toMatchObject({ blank: true, rows: [{ text: '' }, { text: '' }, { text: '' }] });
  });

  it('refuses rows it has not, and what it does not take', () => {
    const { panel } = panelAt({ codec: 'modbus-sign', ...size });
    const sign = modbusSign(panel);
    expect(put(sign, { address: 3 * 64, values: [1] })).toBe(0x90);
    expect(put(sign, { address: 60, values: [1, 1, 1, 1, 1] })).toBe(0x90);
    expect(put(sign, { address: 0x0fff, values: [1] })).toBe(0x90);
    expect(answerPdu(sign, Uint8Array.of(5, 0, 0, 0xff, 0))[0]).toBe(0x85);
  });
});
