import type { SimulatorCars } from '@berth/contract';
import { screen } from './store.ts';

type Car = SimulatorCars['cars'][number];
type Point = readonly [number, number];

/** A simulated car under way: where it was at the last two questions, and when they were answered. */
interface Seen {
  readonly car: Car;
  readonly before: { at: Point; rear: Point } | null;
}

export interface CarOnPlan {
  readonly at: Point;
  readonly rear: Point;
  readonly colour: string;
}

const askEvery_ms = 600;
let seen = new Map<number, Seen>();
let answered_at = 0;

/**
 * Follows the cars of the simulated world, which no detector of ours sees, so that a person can watch
 * them. With real hardware there are none to follow.
 */
export function followSimulatedCars(onAnswer: () => void): () => void {
  const ask = async () => {
    if (screen.value?.simulator !== true || document.hidden) return;
    try {
      const answer = await fetch('/api/simulator/cars?moving=1');
      if (!answer.ok) return;
      take(((await answer.json()) as SimulatorCars).cars);
    } catch {
      seen = new Map();
    }
    onAnswer();
  };
  const timer = setInterval(ask, askEvery_ms);
  return () => clearInterval(timer);
}

function take(cars: readonly Car[]): void {
  const next = new Map<number, Seen>();
  for (const car of cars) {
    const last = seen.get(car.id)?.car;
    const before = last?.at && last.rear && last.level === car.level ? { at: last.at, rear: last.rear } : null;
    next.set(car.id, { car, before });
  }
  seen = next;
  answered_at = performance.now();
}

/** The cars on a level, a little behind the present so that they glide from one answer to the next. */
export function carsOn(level: string, now: number): CarOnPlan[] {
  const part = Math.min(1, (now - answered_at) / askEvery_ms);
  const cars: CarOnPlan[] = [];
  for (const { car, before } of seen.values()) {
    if (car.level !== level || !car.at || !car.rear) continue;
    cars.push({
      at: before ? between(before.at, car.at, part) : car.at,
      rear: before ? between(before.rear, car.rear, part) : car.rear,
      colour: car.colour,
    });
  }
  return cars;
}

export function areCarsGliding(now: number): boolean {
  return seen.size > 0 && now - answered_at < askEvery_ms;
}

function between(from: Point, to: Point, part: number): Point {
  return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part];
}
