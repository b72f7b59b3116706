import type { Id, Now } from '@berth/domain/kernel';
import { takeSnapshot } from '../bus/camera.ts';
import type { RunningLine } from '../bus/line.ts';
import type { RunningLink } from '../link/run.ts';
import type { Cabinet } from './cabinet.ts';
import type { Drives } from './drives.ts';
import type { AgentOutput, Drive } from './exchange.ts';
import { takePicture } from './pictures/take.ts';
import type { RunningSigns } from './signs/run.ts';

export interface Hands {
  readonly now: Now;
  readonly drives: Drives;
  readonly signs: readonly RunningSigns[];
  readonly link: RunningLink;
}

/** Carries out what a scan wants. */
export function performAll(cabinet: Cabinet, outputs: readonly AgentOutput[], hands: Hands): void {
  const { journal } = cabinet.stores;
  const before = journal.last();
  const lights = outputs.filter(isLight);
  for (const light of lights) hands.drives.take(light);
  for (const output of outputs) if (lights.length === 0 || !isLight(output)) perform(cabinet, output, hands);
  if (journal.last() > before) hands.link.appended();
}

/** Drivers look at a light: it goes before the writing down of what it shows. */
function isLight(output: AgentOutput): output is Drive {
  return output.kind === 'drive' && output.because_of !== null && !output.behind_facts;
}

function perform(cabinet: Cabinet, output: AgentOutput, { now, drives, signs, link }: Hands): void {
  const { journal, spool } = cabinet.stores;
  switch (output.kind) {
    case 'observe':
      journal.append(Math.floor(now.instant), output.observation);
      break;
    case 'remember':
      journal.note(output.key, output.value);
      break;
    case 'drive':
      drives.take(output);
      break;
    case 'ask':
      link.ask(output.question);
      break;
    case 'command-done':
      link.commandDone(output.id, output.refusal);
      break;
    case 'show': {
      const { sign, face, origin } = output;
      for (const each of signs) each.show({ sign, face, origin });
      break;
    }
    case 'take-picture':
      void takePicture(
        {
          cameras: cabinet.hardware.cameras,
          spool,
          snapshot: (camera) => takeSnapshot(camera, camera.profile),
          hear: cabinet.inputs,
          onSpooled: link.pictureSpooled,
        },
        output,
      );
  }
}

export function handOver(
  { parts, hardware, stamps, under_way }: Cabinet,
  lines: ReadonlyMap<Id, RunningLine>,
  drive: Drive,
): void {
  const { device: id, reading: command, index } = drive.point;
  const device = hardware.devices.get(id);
  const line = device && lines.get(device.bus);
  const written = line?.write({ device: id, command, index }, drive.value);
  if (device && written?.ok) under_way.set(`${device.bus} ${written.value}`, drive);
  else parts.log.warn({ point: drive.point, value: drive.value, answer: written }, 'command not taken');
  // A state that a later one replaced is never heard of again.
  const [oldest] = under_way.keys();
  if (under_way.size > mostUnderWay && oldest) under_way.delete(oldest);
  if (drive.because_of === null) return;
  const kind = command === 'light' ? 'light' : 'drive';
  stamps.add({ kind, device: id, index, command, from: drive.because_of, to: parts.clock.now().elapsed });
}

const mostUnderWay = 500;
