import { deviceProfileSchema, type MqttProfile } from '@berth/contract';
import { describe, expect, it } from 'vitest';
import { pathSteps, putAt } from './json-path.ts';
import { uplinksOf } from './uplinks.ts';

function profileOf(readings: object): MqttProfile {
  const profile = deviceProfileSchema.parse({
    berth: 1,
    profile: 'x',
    kind: 'bay-sensor',
    describes: 'an example',
    wire: 'mqtt',
    readings,
  });
  if (profile.wire !== 'mqtt') throw new Error('not mqtt');
  return profile;
}

const reading = { type: 'bool', topic: 'up/{address}', path: '$.state', max_age_ms: 1000 };

describe('uplinks', () => {
  it.each([
    [{ true_when: 'busy' }, true, '{"state":"busy"}'],
    [{ true_when: 'busy' }, false, '{"state":"free"}'],
    [{ true_when: 'free' }, false, '{"state":"not-free"}'],
    [{ true_when: 1 }, false, '{"state":0}'],
    [{ true_when: 0 }, false, '{"state":1}'],
    [{ true_when: false }, false, '{"state":true}'],
    [{}, true, '{"state":true}'],
    [{ type: 'number', scale: 0.01 }, 2.5, '{"state":250}'],
    [{ type: 'enum', values: { '7': 'occupied' } }, 'occupied', '{"state":"7"}'],
  ])('%j of %j is %s', (fields, value, body) => {
    const profile = profileOf({ occupied: { ...reading, ...fields } });
    expect(uplinksOf(profile, 'n1', () => value)).toEqual([{ topic: 'up/n1', body }]);
  });

  it('readings on one topic stand in one body', () => {
    const profile = profileOf({
      occupied: { ...reading, path: '$.data[1].state' },
      battery: { ...reading, type: 'number', path: "$.data[1]['level']" },
      fault: { ...reading, topic: 'other/{address}' },
    });
    const uplinks = uplinksOf(profile, 'n1', (name) => (name === 'battery' ? 90 : true));
    expect(uplinks).toEqual([
      { topic: 'up/n1', body: '{"data":[null,{"state":true,"level":90}]}' },
      { topic: 'other/n1', body: '{"state":true}' },
    ]);
  });

  it('a reading that is not known, or a path that is none, is left out', () => {
    const profile = profileOf({ occupied: { ...reading, path: 'state' } });
    expect(uplinksOf(profile, 'n1', () => true)).toEqual([]);
    expect(uplinksOf(profileOf({ occupied: reading }), 'n1', () => null)).toEqual([]);
    expect(pathSteps('$..state')).toBeNull();
    expect(putAt('text', ['a', 0], 1)).toEqual({ a: [1] });
  });
});
