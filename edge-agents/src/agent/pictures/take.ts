import type { HttpProfile } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import type { SnapshotResult } from '../../bus/camera.ts';
import type { AgentInput, AgentOutput } from '../exchange.ts';
import type { Spool } from './spool.ts';

export type PictureOrder = Extract<AgentOutput, { kind: 'take-picture' }>;

export interface Camera {
  readonly profile: HttpProfile;
  readonly base_url: string;
  readonly address: string | null;
}

export interface PictureParts {
  readonly cameras: ReadonlyMap<Id, Camera>;
  readonly spool: Spool;
  readonly snapshot: (camera: Camera) => Promise<SnapshotResult>;
  readonly hear: (input: AgentInput) => void;
  readonly onSpooled: (hash: string) => void;
}

/** Tries once more: a camera busy with the car before is no fault. */
const tries = 2;

/** A picture for a passage that goes on meanwhile. What fails is told and never thrown. */
export async function takePicture(parts: PictureParts, order: PictureOrder): Promise<void> {
  const { camera: id, lane, passage, cause } = order;
  const camera = parts.cameras.get(id);
  if (!camera) return;
  const result = await snapshot(parts, camera);
  parts.hear({ kind: 'fault', on: !result.ok, subject: id, code: 'camera-silent' });
  if (!result.ok) return;
  try {
    const hash = await parts.spool.put(result.snapshot);
    parts.hear({ kind: 'picture-taken', lane, passage, cause, hash });
    parts.onSpooled(hash);
    parts.hear({ kind: 'fault', on: false, subject: id, code: 'picture-lost' });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    parts.hear({ kind: 'fault', on: true, subject: id, code: 'picture-lost', detail });
  }
}

async function snapshot(parts: PictureParts, camera: Camera): Promise<SnapshotResult> {
  let result = await parts.snapshot(camera);
  for (let tried = 1; tried < tries && !result.ok; tried += 1) result = await parts.snapshot(camera);
  return result;
}
