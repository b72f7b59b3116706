import { describe, expect, it } from 'vitest';
import { ageImage, createImage, setValue, slotOfReference } from '../image/image.ts';
import { pointsOf } from '../image/points.ts';
import { referenceSite } from './garage.fixture.ts';
import { look, openEyes } from './lane-image.ts';

function eyesOf(laneId: string) {
  const { site, profiles } = referenceSite();
  const lane = site.lanes.find(({ id }) => id === laneId);
  if (!lane) throw new Error(laneId);
  const { gateway } = lane;
  const process = createImage(
    pointsOf(
      site.devices.filter((device) => device.gateway === gateway),
      profiles,
    ),
  );
  const eyes = openEyes({ site, lane, gateway, process, profiles });
  const set = (reference: string, value: boolean | number, at: number) => {
    const slot = slotOfReference(process, reference);
    if (slot === null) throw new Error(reference);
    setValue(process, slot, { value, at });
  };
  return { process, eyes, set };
}

describe('what a lane sees', () => {
  it('is unknown where a device is that was not heard, and false where there is none', () => {
    const { process, eyes } = eyesOf('entry-1');
    const image = look(eyes, process, 1000);
    expect(image).toMatchObject({ arming: null, closing: null, safety: [null, null], fire: null, approach: false });
    expect(image.forward).toMatchObject({ button: null, dispenser: { empty: null }, collector: { card_held: false } });
    expect(image.backward).toMatchObject({ button: false, dispenser: { card_at_mouth: false } });
  });

  it('is what was read, until it is too old', () => {
    const { process, eyes, set } = eyesOf('entry-1');
    set('entry-1-loops.a', true, 1000);
    set('entry-1-cards.card_number', 42, 1000);
    expect(look(eyes, process, 1001)).toMatchObject({ arming: true, forward: { dispenser: { card_number: 42 } } });
    ageImage(process, 100_000);
    expect(look(eyes, process, 100_000)).toMatchObject({ arming: null, forward: { dispenser: { card_number: null } } });
  });

  it('has fire when a contact is on, and does not know when it is silent', () => {
    const { process, eyes, set } = eyesOf('exit-1');
    set('gate-contacts.in[0]', false, 1000);
    expect(look(eyes, process, 1001).fire).toBe(false);
    set('gate-contacts.in[0]', true, 1002);
    expect(look(eyes, process, 1003).fire).toBe(true);
    expect(look(eyes, process, 100_000).fire).toBe(null);
  });
});
