import { beforeEach, describe, expect, it } from 'vitest';
import type { Rig } from './proof/rig.ts';
import {
  createRig,
  driveThrough,
  factKinds,
  faultsOf,
  forget,
  has,
  insertCard,
  loops,
  readyRig,
  refusals,
  releaseCard,
  run,
  scanOnce,
} from './proof/rig.ts';
import { sampleLanes } from './proof/sample.ts';

let rig: Rig;
beforeEach(() => {
  rig = readyRig(sampleLanes.exit);
});

const passageFacts = () => factKinds(rig).filter((kind) => kind !== 'barrier');
const online = () => scanOnce(rig, [{ kind: 'link', up: true }]);
const answer = (question: number, ...decision: [] | [string]) =>
  scanOnce(rig, [
    {
      kind: 'answer',
      question,
      decision: decision[0] === undefined ? { kind: 'let-pass' } : { kind: 'refuse', code: decision[0] },
    },
  ]);
const readTag = (number: number) => {
  rig.image.forward.long_range_reader.card_number = number;
  rig.image.forward.long_range_reader.read_count = (rig.image.forward.long_range_reader.read_count ?? 0) + 1;
  scanOnce(rig);
};
const showAtReader = (number: number) => {
  rig.image.forward.reader.card_number = number;
  rig.image.forward.reader.read_count = (rig.image.forward.reader.read_count ?? 0) + 1;
  scanOnce(rig);
};

describe('the collector', () => {
  it('[LN18] keeps the card when the passage is authorised, and tells so when it is in the bin', () => {
    loops(rig, true, false);
    insertCard(rig, 101);
    expect(has(rig, 'keep-card')).toBe(true);
    expect(passageFacts()).toEqual(['passage-authorised']);
    releaseCard(rig);
    expect(rig.facts.at(-1)).toEqual({ kind: 'card-kept', lane: 'l1', passage: 'b-l1-1', card: '101' });
    run(rig, 1500);
    driveThrough(rig);
    expect(rig.facts).toContainEqual(
      expect.objectContaining({ kind: 'passage-committed', credential: { kind: 'card', number: '101' } }),
    );
  });

  it('[LN18] gives the card back when it is refused', () => {
    rig.stopped.add('101');
    loops(rig, true, false);
    insertCard(rig, 101);
    expect(has(rig, 'give-back')).toBe(true);
    expect(has(rig, 'keep-card')).toBe(false);
    expect(refusals(rig)).toEqual(['card-stopped']);
    releaseCard(rig);
    expect(factKinds(rig)).not.toContain('card-kept');
  });

  it('[LN18] gives the card back where the car does not leave the site', () => {
    rig = createRig(sampleLanes.inner);
    run(rig, 1000);
    loops(rig, true, false);
    insertCard(rig, 101);
    expect(has(rig, 'give-back')).toBe(true);
    expect(has(rig, 'keep-card')).toBe(false);
    expect(factKinds(rig)).toContain('passage-authorised');
  });

  it('[LN18] gives the card back when there is no car', () => {
    insertCard(rig, 101);
    expect(refusals(rig)).toEqual(['no-car-on-loop']);
    expect(has(rig, 'give-back')).toBe(true);
  });

  it('[LN18] lets the car out with its card when the bin is full, and says so', () => {
    rig.image.forward.collector.bin_full = true;
    loops(rig, true, false);
    insertCard(rig, 101);
    expect(faultsOf(rig)).toEqual(['collector-full']);
    expect(has(rig, 'give-back')).toBe(true);
    expect(factKinds(rig)).toContain('passage-authorised');
  });

  it('[LN18] a card that does not move is stuck', () => {
    loops(rig, true, false);
    insertCard(rig, 101);
    run(rig, 5500);
    expect(faultsOf(rig)).toEqual(['collector-jammed']);
    releaseCard(rig);
    expect(faultsOf(rig)).toEqual([]);
    expect(factKinds(rig)).toContain('card-kept');
  });

  it('[LN18] one card waits while the car before is not done with, and belongs to the next', () => {
    loops(rig, true, false);
    insertCard(rig, 101);
    releaseCard(rig);
    run(rig, 1500);
    loops(rig, true, true);
    loops(rig, false, true);
    rig.image.approach = true;
    loops(rig, true, true);
    insertCard(rig, 102);
    expect(rig.outputs.filter((output) => output.kind === 'keep-card')).toHaveLength(1);
    loops(rig, true, false);
    run(rig, 4000);
    expect(rig.outputs.filter((output) => output.kind === 'keep-card')).toHaveLength(2);
  });
});

describe('the question', () => {
  it('[LN19] goes to the controller with its deadline, and the answer decides', () => {
    online();
    loops(rig, true, false);
    insertCard(rig, 101);
    expect(rig.outputs).toContainEqual({
      kind: 'ask',
      question: 1,
      direction: 'forward',
      credential: { kind: 'card', number: '101' },
      deadline_ms: 400,
    });
    expect(factKinds(rig)).toEqual([]);
    answer(1);
    expect(passageFacts()).toEqual(['passage-authorised']);
  });

  it('[LN19] a refusal gives the card back with its code', () => {
    online();
    loops(rig, true, false);
    insertCard(rig, 101);
    answer(1, 'card-not-inside');
    expect(refusals(rig)).toEqual(['card-not-inside']);
    expect(has(rig, 'give-back')).toBe(true);
  });

  it('[LN19] past its deadline the lane decides alone, and the late answer changes nothing', () => {
    online();
    loops(rig, true, false);
    insertCard(rig, 101);
    run(rig, 350);
    expect(factKinds(rig)).toEqual([]);
    run(rig, 100);
    expect(passageFacts()).toEqual(['passage-authorised']);
    answer(1, 'card-stopped');
    expect(refusals(rig)).toEqual([]);
    expect(rig.state.phase.kind).toBe('authorised');
  });

  it('[LN19] an answer that comes in the scan of the deadline is late', () => {
    online();
    loops(rig, true, false);
    insertCard(rig, 101);
    rig.now += 400;
    answer(1, 'card-stopped');
    expect(refusals(rig)).toEqual([]);
  });

  it('[LN19] an answer to another question changes nothing', () => {
    online();
    loops(rig, true, false);
    insertCard(rig, 101);
    answer(7);
    expect(factKinds(rig)).toEqual([]);
  });

  it('[LN19] nobody is asked while the link is known to be lost, nor waited for when it goes', () => {
    loops(rig, true, false);
    insertCard(rig, 101);
    expect(has(rig, 'ask')).toBe(false);
    expect(passageFacts()).toEqual(['passage-authorised']);
    rig = createRig(sampleLanes.exit);
    run(rig, 1000);
    online();
    loops(rig, true, false);
    insertCard(rig, 101);
    scanOnce(rig, [{ kind: 'link', up: false }]);
    expect(factKinds(rig)).toContain('passage-authorised');
  });

  it('[LN20] alone, a plain card gets out unless it is stopped; it lets nobody in', () => {
    rig = createRig(sampleLanes.entry);
    run(rig, 1000);
    loops(rig, true, false);
    showAtReader(101);
    expect(refusals(rig)).toEqual(['card-unknown']);
  });
});

describe('tags and readers', () => {
  beforeEach(() => {
    rig = readyRig({ ...sampleLanes.exit, forward: sampleLanes.entry.forward });
  });

  it('[LN17] a tag opens nothing without a car, and is held for 10 s', () => {
    readTag(501);
    run(rig, 9000);
    expect(factKinds(rig)).toEqual([]);
    rig.image.approach = true;
    scanOnce(rig);
    expect(passageFacts()).toEqual(['passage-authorised']);
  });

  it('[LN17] after 10 s it is forgotten', () => {
    readTag(501);
    run(rig, 10_500);
    loops(rig, true, false);
    expect(factKinds(rig)).toEqual([]);
  });

  it('[LN17] one read, one passage; then that tag is deaf here for 60 s', () => {
    loops(rig, true, false);
    readTag(501);
    run(rig, 1500);
    driveThrough(rig);
    run(rig, 4000);
    forget(rig);
    loops(rig, true, false);
    readTag(501);
    run(rig, 20_000);
    expect(factKinds(rig)).not.toContain('passage-authorised');
    loops(rig, false, false);
    run(rig, 35_000);
    loops(rig, true, false);
    readTag(501);
    expect(factKinds(rig)).toContain('passage-authorised');
  });

  it('[LN17] two tags that could be of this car ask it to show one, which then decides', () => {
    readTag(501);
    readTag(502);
    loops(rig, true, false);
    expect(factKinds(rig)).toEqual([]);
    expect(rig.outputs).toContainEqual(expect.objectContaining({ kind: 'display', text: 'show-one-card' }));
    showAtReader(502);
    expect(rig.facts).toContainEqual(
      expect.objectContaining({ kind: 'passage-authorised', credential: { kind: 'card', number: '502' } }),
    );
  });
});
