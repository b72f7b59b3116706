import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, fitToColumns, zoneFace } from './index.ts';

const size = { columns: 12, rows: 3, colours: ['red', 'green', 'yellow'] as const };
const name = { zh: '一区', en: 'Zone 1' };

describe('zone face', () => {
  it('shows name, count and arrow over the whole width', () => {
    const face = zoneFace(
      [
        { name, arrow: 'left', shown: { kind: 'count', free: 42 } },
        { name, arrow: 'none', shown: { kind: 'full' } },
      ],
      size,
    );
    expect(face.rows[0]).toEqual({ text: '一区    42←', colour: 'green', align: 'left' });
    expect(face.rows[1]?.text).toBe('一区      满');
    expect(face.rows[1]?.colour).toBe('red');
  });

  it('shows a dash, never a number, when the count is stale', () => {
    const face = zoneFace([{ name, arrow: 'ahead', shown: { kind: 'stale' } }], size);
    expect(face.rows.map((row) => row.text).join()).not.toMatch(/\d/);
    expect(face.rows[1]?.text).toBe('↑ –');
  });

  it('uses only colours that the sign has', () => {
    const face = zoneFace([{ name, arrow: 'none', shown: { kind: 'count', free: 1 } }], { ...size, colours: ['red'] });
    expect(face.rows.every((row) => row.colour === 'red')).toBe(true);
  });
});

it('fitted text is exactly as wide as asked, and no character is cut', () => {
  const text = fc.string({ unit: fc.constantFrom('满', '区', 'A', '1', ' '), maxLength: 20 });
  fc.assert(
    fc.property(text, fc.nat(20), (value, columns) => columnsOf(fitToColumns(value, columns, 'centre')) === columns),
  );
});
