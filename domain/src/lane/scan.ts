import type {
  AlarmCode,
  Credential,
  Elapsed,
  FaultCode,
  Id,
  LaneDirection,
  Observation,
  PassageId,
  PictureCause,
} from '../kernel/index.ts';
import { placeOf } from './direction.ts';
import type { EndState, LaneState } from './state.ts';
import type { DisplayText, EndImage, LaneContext, LaneImage, LaneInput, LaneOutput } from './types.ts';

/** One scan at work. `state` is its own copy and is written into; nothing else is. */
export interface Scan {
  readonly context: LaneContext;
  readonly image: LaneImage;
  /** The image of the scan before; the same as `image` in the first. */
  readonly before: LaneImage;
  readonly inputs: readonly LaneInput[];
  readonly now: Elapsed;
  readonly state: LaneState;
  readonly outputs: LaneOutput[];
  readonly facts: Observation[];
  /** An operator who sees the lane wants the arm down; done at the end of the scan, if nothing speaks against it. */
  lowerAsked: boolean;
}

/** How long the pillar shows an answer before it goes back to what holds. */
const notice_ms = 5000;
/** How long the site's alarm output sounds unless acknowledged. */
const alarm_ms = 15_000;

export function nextPassage(scan: Scan): PassageId {
  scan.state.passages += 1;
  return `${scan.state.boot}-${scan.state.passages}`;
}

/** Alarms that the site's own output also cries out. None of them ever lowers an arm. */
const loudAlarms: ReadonlySet<AlarmCode> = new Set([
  'tailgating',
  'backed-out',
  'wrong-way',
  'opened-by-hand',
  'arm-torn-off',
  'fire',
]);

export function raiseAlarm(scan: Scan, code: AlarmCode, passage?: PassageId): void {
  const { lane } = scan.context;
  scan.facts.push({ kind: 'alarm', lane: lane.id, code, ...(passage === undefined ? {} : { passage }) });
  if (lane.alarm_output === null || !loudAlarms.has(code)) return;
  scan.state.alarm_until_at = scan.now + alarm_ms;
  scan.outputs.push({ kind: 'alarm-output', point: lane.alarm_output, on: true, for_ms: alarm_ms });
}

export function silenceAlarm(scan: Scan): void {
  const { lane } = scan.context;
  if (scan.state.alarm_until_at === Number.POSITIVE_INFINITY) return;
  scan.state.alarm_until_at = Number.POSITIVE_INFINITY;
  if (lane.alarm_output === null) return;
  scan.outputs.push({ kind: 'alarm-output', point: lane.alarm_output, on: false, for_ms: 0 });
}

export function setFault(scan: Scan, code: FaultCode, is: { on: boolean; subject?: Id }): void {
  const subject = is.subject ?? scan.context.lane.id;
  const known = scan.state.faults.some((fault) => fault.code === code && fault.subject === subject);
  if (known === is.on) return;
  if (is.on) {
    scan.state.faults = [...scan.state.faults, { subject, code }];
    scan.facts.push({ kind: 'fault-raised', subject, code });
    return;
  }
  scan.state.faults = scan.state.faults.filter((fault) => fault.code !== code || fault.subject !== subject);
  scan.facts.push({ kind: 'fault-cleared', subject, code });
}

export function takePicture(
  scan: Scan,
  of: { direction: LaneDirection; passage: PassageId | null; cause?: PictureCause },
): void {
  const { lane } = scan.context;
  const camera = (lane[of.direction] ?? lane.forward ?? lane.backward)?.camera ?? null;
  if (camera === null) return;
  const cause = of.cause ?? placeOf(lane, of.direction);
  scan.outputs.push({ kind: 'take-picture', camera, passage: of.passage, cause });
}

export function refuse(scan: Scan, direction: LaneDirection, what: { code: string; credential?: Credential }): void {
  const credential = what.credential ?? null;
  scan.facts.push({ kind: 'refused', lane: scan.context.lane.id, code: what.code, credential });
  notice(scan, direction, noticeOf(what.code));
}

export function notice(scan: Scan, direction: LaneDirection, text: DisplayText): void {
  const end = scan.state.ends[direction];
  end.notice = text;
  end.notice_until_at = scan.now + notice_ms;
}

const notices: Readonly<Record<string, DisplayText>> = {
  'passage-not-closed': 'wait-for-car-before',
  'wrong-direction': 'wait-for-green',
  'lane-full': 'full',
  'lane-closed': 'closed',
  'lane-fire': 'fire-no-entry',
  'height-exceeded': 'too-high',
  'dispenser-empty': 'use-other-lane',
  'dispenser-jammed': 'use-other-lane',
  'module-absent': 'use-other-lane',
  'no-car-on-loop': 'welcome',
};

function noticeOf(code: string): DisplayText {
  return notices[code] ?? 'card-refused';
}

export function endImage(scan: Scan, direction: LaneDirection): EndImage {
  return direction === 'forward' ? scan.image.forward : scan.image.backward;
}

export function endBefore(scan: Scan, direction: LaneDirection): EndImage {
  return direction === 'forward' ? scan.before.forward : scan.before.backward;
}

export function endState(scan: Scan, direction: LaneDirection): EndState {
  return scan.state.ends[direction];
}
