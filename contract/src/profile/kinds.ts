/**
 * What a device of each kind says and takes, by name. A profile maps a maker's registers or topics
 * to these names, so no rule ever knows a maker. `bool` readings are true while the thing is so.
 */
export interface PointKind {
  readonly type: 'bool' | 'number' | 'enum';
  readonly required: boolean;
  /** For enum. */
  readonly values?: readonly string[];
  /** For number. */
  readonly unit?: string;
  readonly about: string;
}

export interface DeviceKindDescription {
  readonly readings: Readonly<Record<string, PointKind>>;
  readonly commands: Readonly<Record<string, PointKind>>;
}

const bool = (about: string, required = false): PointKind => ({ type: 'bool', required, about });
const count = (about: string, required = false): PointKind => ({ type: 'number', required, unit: '1', about });

export const lightValues = ['off', 'red', 'green', 'blue', 'red-blinking', 'green-blinking', 'blue-blinking'] as const;
export type LightValue = (typeof lightValues)[number];

const light: PointKind = { type: 'enum', required: false, values: lightValues, about: 'light over the bay' };

export const deviceKinds = {
  'loop-detector': {
    readings: {
      a: bool('channel A occupied', true),
      b: bool('channel B occupied'),
      fault_a: bool('loop A open, shorted or out of range'),
      fault_b: bool('loop B open, shorted or out of range'),
    },
    commands: {},
  },
  barrier: {
    readings: {
      up: bool('arm at its upper end', true),
      down: bool('arm at its lower end', true),
      safety: bool('the safety input of the barrier controller is occupied'),
      arm_off: bool('arm torn off or swung away'),
      by_hand: bool('raised by crank, key or remote control'),
      mains_lost: bool('running without mains'),
      battery_low: bool('battery below its limit'),
    },
    commands: {
      raise: { ...bool('raise the arm (pulse, ended by the module)', true) },
      lower: { ...bool('lower the arm (pulse, ended by the module)', true) },
      hold_up: bool('keep the arm up while set (level, fire)'),
    },
  },
  'bay-sensor': {
    readings: {
      distance: { type: 'number', required: false, unit: 'm', about: 'from sensor to what is below it' },
      occupied: bool('bay occupied, as the sensor itself decides'),
      fault: bool('sensor says it is broken'),
      battery: { type: 'number', required: false, unit: '%', about: 'battery left' },
    },
    commands: { light },
  },
  'bay-light': { readings: {}, commands: { light: { ...light, required: true } } },
  'card-dispenser': {
    readings: {
      low: bool('few cards left', true),
      empty: bool('no card left', true),
      jammed: bool('card stuck', true),
      card_at_mouth: bool('a card waits to be taken', true),
      card_number: count('printed number of the card at the mouth or last at it', true),
    },
    commands: {
      issue: bool('move the next card to the mouth (pulse)', true),
      draw_back: bool('draw the card at the mouth back and keep it apart (pulse)', true),
    },
  },
  'card-collector': {
    readings: {
      card_held: bool('a card is held inside', true),
      card_number: count('number of the card held or last held', true),
      read_count: count('cards read since power-up, modulo 65536', true),
      bin_full: bool('bin full', true),
      jammed: bool('card stuck', true),
    },
    commands: {
      keep: bool('drop the held card into the bin (pulse)', true),
      give_back: bool('push the held card out to the driver (pulse)', true),
    },
  },
  'card-reader': {
    readings: {
      card_number: count('number of the last card or tag read', true),
      read_count: count('cards or tags read since power-up, modulo 65536', true),
    },
    commands: {},
  },
  'height-beam': { readings: { blocked: bool('something too high is in the beam', true) }, commands: {} },
  'input-module': { readings: { in: bool('input closed', true) }, commands: {} },
  'output-module': {
    readings: { out: bool('output on'), in: bool('input closed, where it has inputs too') },
    commands: { out: bool('switch the output', true) },
  },
  'alarm-output': { readings: {}, commands: { alarm: bool('sound and light', true) } },
  'traffic-light': {
    readings: {},
    commands: { light: { type: 'enum', required: true, values: ['off', 'red', 'green'], about: 'light for drivers' } },
  },
  camera: { readings: {}, commands: {} },
  sign: { readings: {}, commands: {} },
} as const satisfies Record<string, DeviceKindDescription>;

export type DeviceKind = keyof typeof deviceKinds;

export const deviceKindNames = Object.keys(deviceKinds) as [DeviceKind, ...DeviceKind[]];
