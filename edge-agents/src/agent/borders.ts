import { type BorderMemory, makeBorder, stepBorder } from '@berth/domain/border';
import type { Elapsed, Id } from '@berth/domain/kernel';
import type { Border, Site } from '@berth/domain/site';
import { type ProcessImage, type Slot, slotOfReference, valueAt } from '../image/image.ts';
import type { AgentOutput } from './exchange.ts';
import { type FaultRegister, noteFault } from './faults.ts';

interface BorderPlace {
  readonly border: Border;
  readonly first: Slot | null;
  readonly second: Slot | null;
  memory: BorderMemory;
}

export type Borders = readonly BorderPlace[];

export function openBorders(site: Site, gateway: Id, process: ProcessImage): Borders {
  return site.borders
    .filter((border) => border.gateway === gateway)
    .map((border) => ({
      border,
      first: slotOfReference(process, border.first),
      second: slotOfReference(process, border.second),
      memory: makeBorder(border.latched),
    }));
}

export interface BorderScan {
  readonly process: ProcessImage;
  readonly now: Elapsed;
  readonly faults: FaultRegister;
  readonly outputs: AgentOutput[];
}

export function stepBorders(borders: Borders, scan: BorderScan): void {
  for (const place of borders) stepPlace(place, scan);
}

function stepPlace(place: BorderPlace, { process, now, faults, outputs }: BorderScan): void {
  const pair = { a: loop(place.first, process, now), b: loop(place.second, process, now) };
  const step = stepBorder(place.memory, pair, now);
  if (!step) return;
  place.memory = step.memory;
  const { id } = place.border;
  for (const event of step.events) {
    if (event.kind === 'crossed') {
      outputs.push({
        kind: 'observe',
        observation: { kind: 'border-crossed', border: id, direction: event.direction },
      });
      continue;
    }
    const word = { on: event.kind === 'fault-raised', subject: id, code: event.code };
    const observation = noteFault(faults, word);
    if (observation) outputs.push({ kind: 'observe', observation });
  }
}

function loop(slot: Slot | null, process: ProcessImage, now: Elapsed): boolean | null {
  const value = slot === null ? null : valueAt(process, slot, now);
  return typeof value === 'boolean' ? value : null;
}
