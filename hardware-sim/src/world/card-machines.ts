/** Machines that hold cards. A card is its printed number. */
export interface Dispenser {
  /** Next card last. */
  stack: number[];
  /** The card a driver can take now. */
  mouth: number | null;
  /** The number of the card at the mouth, or last at it; 0 before the first. */
  last_number: number;
  /** Cards drawn back, kept apart. */
  apart: number[];
  pulse: 'issue' | 'draw_back' | null;
  /** The card that is on its way to the mouth, and how long still. */
  moving: { readonly to: 'mouth' | 'apart'; readonly card: number; left_s: number } | null;
  jammed: boolean;
  low_fault: boolean;
  empty_fault: boolean;
  low_at: number;
}

export function createDispenser(): Dispenser {
  return {
    stack: [],
    mouth: null,
    last_number: 0,
    apart: [],
    pulse: null,
    moving: null,
    jammed: false,
    low_fault: false,
    empty_fault: false,
    low_at: 30,
  };
}

const transport_s = 0.6;

export function stepDispenser(dispenser: Dispenser, dt_s: number): void {
  const pulse = dispenser.pulse;
  dispenser.pulse = null;
  if (dispenser.jammed) return;
  if (pulse !== null && dispenser.moving === null) startMoving(dispenser, pulse);
  const moving = dispenser.moving;
  if (moving === null) return;
  moving.left_s -= dt_s;
  if (moving.left_s > 0) return;
  dispenser.moving = null;
  if (moving.to === 'apart') {
    dispenser.apart.push(moving.card);
    return;
  }
  dispenser.mouth = moving.card;
  dispenser.last_number = moving.card;
}

function startMoving(dispenser: Dispenser, pulse: 'issue' | 'draw_back'): void {
  if (pulse === 'draw_back') {
    if (dispenser.mouth === null) return;
    dispenser.moving = { to: 'apart', card: dispenser.mouth, left_s: transport_s };
    dispenser.mouth = null;
    return;
  }
  if (dispenser.mouth !== null || dispenser.empty_fault) return;
  const card = dispenser.stack.pop();
  if (card !== undefined) dispenser.moving = { to: 'mouth', card, left_s: transport_s };
}

/** A driver's hand at the mouth; null when there is nothing to take. */
export function takeCard(dispenser: Dispenser): number | null {
  const card = dispenser.mouth;
  dispenser.mouth = null;
  return card;
}

export interface Collector {
  held: number | null;
  /** Pushed out, for the driver to take. */
  mouth: number | null;
  last_number: number;
  /** Modulo 65536, as the register is. */
  read_count: number;
  bin: number[];
  bin_size: number;
  pulse: 'keep' | 'give_back' | null;
  jammed: boolean;
  full_fault: boolean;
}

export function createCollector(): Collector {
  return {
    held: null,
    mouth: null,
    last_number: 0,
    read_count: 0,
    bin: [],
    bin_size: 1000,
    pulse: null,
    jammed: false,
    full_fault: false,
  };
}

export function stepCollector(collector: Collector): void {
  const pulse = collector.pulse;
  collector.pulse = null;
  if (pulse === null || collector.held === null || collector.jammed) return;
  const full = collector.full_fault || collector.bin.length >= collector.bin_size;
  if (pulse === 'keep' && full) return;
  if (pulse === 'keep') collector.bin.push(collector.held);
  else collector.mouth = collector.held;
  collector.held = null;
}

/** A driver pushes a card in; false when the slot does not take it. */
export function insertCard(collector: Collector, card: number): boolean {
  if (collector.held !== null || collector.mouth !== null || collector.jammed) return false;
  collector.held = card;
  collector.last_number = card;
  collector.read_count = (collector.read_count + 1) % 65536;
  return true;
}

export function takeBack(collector: Collector): number | null {
  const card = collector.mouth;
  collector.mouth = null;
  return card;
}

export interface Reader {
  last_number: number;
  read_count: number;
}

export function createReader(): Reader {
  return { last_number: 0, read_count: 0 };
}

export function showCard(reader: Reader, card: number): void {
  reader.last_number = card;
  reader.read_count = (reader.read_count + 1) % 65536;
}
