import type { Bay } from '@berth/domain/site';
import type { Path } from '../check/finding.ts';
import type { SiteFile } from '../schema.ts';
import { labelsOf } from './bays.ts';
import { type Draft, note, noteMissing } from './draft.ts';
import { addDevice } from './wiring.ts';

interface Channel {
  readonly device: string;
  readonly profile: string;
  readonly index: number;
}

/** The bays with their sensors and lights, as the runs of the file wire them. */
export function tieSensors(draft: Draft, bays: readonly Bay[]): Bay[] {
  const tied = new Map(bays.map((bay) => [bay.id, bay]));
  const byLabel = new Map(bays.map((bay) => [bay.label, bay.id]));
  const tie = (label: string, channel: Channel & { path: Path }): void => {
    const bay = tied.get(byLabel.get(label) ?? '');
    if (!bay) {
      noteMissing(draft, { id: channel.device, path: channel.path, noun: 'label', name: label });
      return;
    }
    const points = pointsOf(draft, channel);
    const { sensor, light } = { sensor: points.sensor ?? bay.sensor, light: points.light ?? bay.light };
    const former = points.sensor && bay.sensor ? bay.sensor : points.light && bay.light ? bay.light : null;
    if (former)
      note(draft, 'duplicate-id', { id: bay.id, path: channel.path, values: { noun: 'sensor of bay', other: former } });
    tied.set(bay.id, { ...bay, sensor, light });
  };
  draft.file.sensors.forEach((run, at) => {
    const path: Path = ['sensors', at];
    const channels = channelsOf(draft, run.profile);
    let device = '';
    labelsOf(run.bays).forEach((label, place) => {
      const index = place % channels;
      if (index === 0) device = addRunDevice(draft, run, { index: place / channels, path });
      tie(label, { device, profile: run.profile, index, path: [...path, 'bays'] });
    });
  });
  return [...tied.values()];
}

function addRunDevice(draft: Draft, run: SiteFile['sensors'][number], place: { index: number; path: Path }): string {
  const number = String(place.index + 1);
  const device = `${run.prefix}-${number}`;
  const address = run.address?.replaceAll('{n}', number);
  const unit = run.first_unit === undefined ? 0 : run.first_unit + place.index;
  addDevice(draft, device, { file: { profile: run.profile, bus: run.bus, unit, address }, path: place.path });
  return device;
}

function channelsOf(draft: Draft, profileId: string): number {
  const profile = draft.profiles.get(profileId);
  if (profile?.wire !== 'modbus') return 1;
  const counts = [...Object.values(profile.readings), ...Object.values(profile.commands)].map((each) => each.count);
  return Math.max(1, ...counts);
}

/** A sensor is read by its distance where it has one, so that the site's thresholds hold; else by its own word. */
function pointsOf(draft: Draft, { device, profile: profileId, index }: Channel) {
  const profile = draft.profiles.get(profileId);
  const readings = profile && 'readings' in profile ? profile.readings : {};
  const commands = profile && 'commands' in profile ? profile.commands : {};
  const reading = 'distance' in readings ? 'distance' : 'occupied' in readings ? 'occupied' : null;
  return {
    sensor: profile && reading === null ? null : `${device}.${reading ?? 'distance'}[${index}]`,
    light: 'light' in commands ? `${device}.light[${index}]` : null,
  };
}
