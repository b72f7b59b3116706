import type { Id } from '@berth/domain/kernel';
import { actOnPoint, type OutputValue, type PhysicalWorld, readPoint } from '../world/physical.ts';
import { type Chance, seededChance, seedFor } from './chance.ts';

/** Null: the device has nothing to say there, as a channel with no sensor. */
export type PointValue = boolean | number | string | null;

/** One device seen from its electronics: what it senses, and what its outputs move. */
export interface DevicePoints {
  sense(reading: string, index: number): PointValue;
  act(command: string, index: number, value: OutputValue): void;
}

/** Ultrasonic sensors of this trade repeat within a centimetre or so; the echo of a car wanders more. */
const distanceNoise_m = 0.012;

export function devicePoints(world: PhysicalWorld, device: Id, seed: number): DevicePoints {
  const chance = seededChance(seedFor(seed, device));
  const senses = world.kinds.get(device) === 'bay-sensor' ? senseBay(world, device, chance) : null;
  return {
    sense: senses ?? ((reading, index) => readPoint(world, { device, reading, index })),
    act: (command, index, value) => actOnPoint(world, { device, reading: command, index }, value),
  };
}

function senseBay(world: PhysicalWorld, device: Id, chance: Chance): DevicePoints['sense'] {
  return (reading, index) => {
    const value = readPoint(world, { device, reading, index });
    if (reading !== 'distance' || typeof value !== 'number') return value;
    const channel = world.bays.get(device)?.[index];
    if (!channel) return null;
    return channel.stuck_m === null ? value + (chance() - 0.5) * 2 * distanceNoise_m : value;
  };
}
