import type { FaceMessage } from '@berth/contract';
import { describe, expect, it } from 'vitest';
import { nextJob, noteEngine, noteShown, openDesk, type SignDesk, wish } from './desk.ts';

const face = (text: string, spoken?: string): FaceMessage => {
  const rows = [{ text, colour: 'green' as const, align: 'left' as const }];
  return spoken === undefined ? { rows } : { rows, spoken };
};

function makeDesk(): SignDesk {
  const desk = openDesk(
    [
      { sign: 'one', blanks_after_s: 30 },
      { sign: 'two', blanks_after_s: 60 },
    ],
    30,
  );
  noteEngine(desk, true, 0);
  return desk;
}

const shownText = (job: ReturnType<typeof nextJob>) => ('face' in job ? job.face.rows[0]?.text : null);

describe('the sign desk', () => {
  it('writes a new face at once, and again well before the sign would blank', () => {
    const desk = makeDesk();
    expect(nextJob(desk, 0)).toEqual({ until: Number.POSITIVE_INFINITY });
    wish(desk, { sign: 'one', face: face('12'), origin: 'engine' });
    const job = nextJob(desk, 5);
    expect(shownText(job)).toBe('12');
    if ('face' in job) noteShown(desk, job, { shown: true, now: 20 });
    expect(nextJob(desk, 21)).toEqual({ until: 10_020 });
    expect(shownText(nextJob(desk, 10_020))).toBe('12');
  });

  it('takes the same face for no news, and an unknown sign for none of its own', () => {
    const desk = makeDesk();
    wish(desk, { sign: 'one', face: face('12'), origin: 'engine' });
    const job = nextJob(desk, 0);
    if ('face' in job) noteShown(desk, job, { shown: true, now: 0 });
    expect(wish(desk, { sign: 'one', face: face('12'), origin: 'engine' })).toBe(true);
    expect('until' in nextJob(desk, 1)).toBe(true);
    expect(wish(desk, { sign: 'other', face: face('12'), origin: 'engine' })).toBe(false);
  });

  it('speaks once, also when the face is written again or a write failed before', () => {
    const desk = makeDesk();
    wish(desk, { sign: 'one', face: face('TAKE CARD', 'take it'), origin: 'lane' });
    const first = nextJob(desk, 0);
    if ('face' in first) noteShown(desk, first, { shown: false, now: 0 });
    const second = nextJob(desk, 1000);
    expect(second).toMatchObject({ face: { spoken: 'take it' } });
    if ('face' in second) noteShown(desk, second, { shown: true, now: 1000 });
    const third = nextJob(desk, 11_000);
    expect(shownText(third)).toBe('TAKE CARD');
    expect(third).not.toHaveProperty('face.spoken');
  });

  it('shows the newest of faces that came while it wrote', () => {
    const desk = makeDesk();
    wish(desk, { sign: 'one', face: face('12'), origin: 'engine' });
    const job = nextJob(desk, 0);
    wish(desk, { sign: 'one', face: face('11'), origin: 'engine' });
    if ('face' in job) noteShown(desk, job, { shown: true, now: 10 });
    expect(shownText(nextJob(desk, 11))).toBe('11');
  });

  it('raises a fault when a sign did not answer three times, clears it when it does, and serves the others', () => {
    const desk = makeDesk();
    wish(desk, { sign: 'one', face: face('1'), origin: 'engine' });
    wish(desk, { sign: 'two', face: face('2'), origin: 'engine' });
    const faults: ({ on: boolean } | null)[] = [];
    const shown: string[] = [];
    for (let now = 0; now < 4000; now += 250) {
      const job = nextJob(desk, now);
      if (!('face' in job)) continue;
      shown.push(job.sign);
      const fault = noteShown(desk, job, { shown: job.sign === 'two' || now >= 3000, now });
      if (fault) faults.push(fault);
    }
    expect(faults).toEqual([{ on: true }, { on: false }]);
    expect(shown.filter((sign) => sign === 'two')).toHaveLength(1);
  });

  it('lets counts end when their engine is gone for long: the sign blanks by itself; a lane goes on', () => {
    const desk = makeDesk();
    wish(desk, { sign: 'one', face: face('12'), origin: 'engine' });
    wish(desk, { sign: 'two', face: face('WELCOME'), origin: 'lane' });
    noteEngine(desk, false, 1000);
    const shown = new Set<string>();
    for (let now = 40_000; now < 80_000; now += 500) {
      const job = nextJob(desk, now);
      if (!('face' in job)) continue;
      shown.add(job.sign);
      noteShown(desk, job, { shown: true, now });
    }
    expect([...shown]).toEqual(['two']);
    noteEngine(desk, true, 81_000);
    expect(nextJob(desk, 81_000)).toMatchObject({ sign: 'one' });
  });
});
