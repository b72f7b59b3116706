import type { DeviceProfile, FaceMessage } from '@berth/contract';
import type { Elapsed, Id } from '@berth/domain/kernel';
import type { LaneShown, ZoneShown } from '@berth/domain/occupancy';
import type { Sign, SiteContext } from '@berth/domain/site';
import { type FaceSize, textFace, zoneFace } from '@berth/signage/face';

/** What a sign was last told, and when. */
export interface ToldSign {
  readonly face: FaceMessage;
  /** The face as text, for telling whether another one differs. */
  readonly text: string;
  readonly at: Elapsed;
}

export interface SignPlan {
  readonly sign: Sign;
  readonly size: FaceSize;
}

export type ToldSigns = Map<Id, ToldSign>;

/** A face is told again so often that one lost message does not let the sign fall silent. */
const refreshesBeforeSilence = 4;

/** The signs, each with the size of its panel. A sign without a profile has no face. */
export function planSigns(context: SiteContext, profiles: ReadonlyMap<Id, DeviceProfile>): SignPlan[] {
  const profileOf = new Map(context.site.devices.map((device) => [device.id, profiles.get(device.profile)]));
  return context.site.signs.flatMap((sign) => {
    const profile = profileOf.get(sign.device);
    if (profile?.wire !== 'sign') return [];
    const { columns, rows, colours } = profile.sign;
    return [{ sign, size: { columns, rows, colours } }];
  });
}

/** What the site shows: the content of a zone's row, and the mode of a lane as its drivers should see it. */
export interface Showing {
  readonly zone: (zone: Id) => ZoneShown;
  readonly lane: (lane: Id) => LaneShown;
}

const laneTexts: Readonly<Record<LaneShown, { texts: readonly string[]; colour: 'red' | 'green' | 'yellow' }>> = {
  open: { texts: ['欢迎光临', 'WELCOME'], colour: 'green' },
  full: { texts: ['车位已满', 'FULL'], colour: 'red' },
  closed: { texts: ['车道关闭', 'CLOSED'], colour: 'red' },
  fire: { texts: ['火警关闭', 'CLOSED'], colour: 'red' },
  unknown: { texts: ['–'], colour: 'yellow' },
};

function faceOf({ sign, size }: SignPlan, context: SiteContext, showing: Showing): FaceMessage {
  if (sign.zones.length === 0 && sign.lane !== null) {
    const { texts, colour } = laneTexts[showing.lane(sign.lane)];
    return textFace(texts, colour, size);
  }
  const rows = sign.zones.flatMap(({ zone, arrow }) => {
    const known = context.zones.get(zone);
    return known ? [{ name: known.name, arrow, shown: contentOf(showing.zone(zone)) }] : [];
  });
  return zoneFace(rows, size);
}

function contentOf(shown: ZoneShown) {
  return shown.kind === 'free' ? ({ kind: 'count', free: shown.free } as const) : shown;
}

export interface SignMoment {
  readonly context: SiteContext;
  readonly showing: Showing;
  readonly elapsed: Elapsed;
  /** Agents that have just come and know nothing. */
  readonly anew: ReadonlySet<Id>;
}

/** The signs that must be told now: their face changed, their agent came anew, or it is time again. */
export function signsToTell(plans: readonly SignPlan[], told: ToldSigns, moment: SignMoment): SignPlan[] {
  const refreshMs = (moment.context.site.rules.sign_silence_s * 1000) / refreshesBeforeSilence;
  return plans.filter((plan) => {
    const face = faceOf(plan, moment.context, moment.showing);
    const text = JSON.stringify(face);
    const last = told.get(plan.sign.id);
    const due = !last || last.text !== text || moment.elapsed - last.at >= refreshMs;
    if (!due && !moment.anew.has(plan.sign.gateway)) return false;
    told.set(plan.sign.id, { face, text, at: moment.elapsed });
    return true;
  });
}
