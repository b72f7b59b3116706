import { type CheckContext, missing } from './context.ts';
import type { Trouble } from './finding.ts';

/** Names in the plan that stand for nothing. (Wires are checked by `checkWires`.) */
export function checkReferences(context: CheckContext): Trouble[] {
  const { site, pathOf } = context;
  return [
    ...site.areas.flatMap(({ id, within }) => missing(context, { id, path: pathOf('area', id) }, ['area', within])),
    ...site.zones.flatMap((zone) => {
      const about = { id: zone.id, path: pathOf('zone', zone.id) };
      return [...missing(context, about, ['level', zone.level]), ...missing(context, about, ['area', zone.area])];
    }),
    ...missingZonesOfAisles(context),
    ...site.lobbies.flatMap(({ id, level }) => missing(context, { id, path: pathOf('lobby', id) }, ['level', level])),
    ...missingOfBays(context),
    ...[...site.lanes.map((lane) => ({ ...lane, noun: 'lane' as const })), ...borders(context)].flatMap((crossing) => {
      const about = { id: crossing.id, path: pathOf(crossing.noun, crossing.id) };
      return [
        ...missing(context, about, ['aisle', crossing.aisle]),
        ...missing(context, about, ['zone', crossing.from_zone]),
        ...missing(context, about, ['zone', crossing.to_zone]),
      ];
    }),
    ...site.lanes.flatMap((lane) => {
      const about = { id: lane.id, path: pathOf('lane', lane.id) };
      return [
        ...missing(context, about, ['area', lane.from_area]),
        ...missing(context, about, ['area', lane.to_area]),
        ...missing(context, about, ['gateway', lane.gateway === '' ? null : lane.gateway]),
        ...missing(context, about, ['sign', lane.forward?.display ?? null]),
        ...missing(context, about, ['sign', lane.backward?.display ?? null]),
      ];
    }),
    ...site.signs.flatMap((sign) => {
      const about = { id: sign.id, path: pathOf('sign', sign.id) };
      return [
        ...missing(context, about, ['level', sign.level]),
        ...missing(context, about, ['lane', sign.lane]),
        ...sign.zones.flatMap(({ zone }) => missing(context, about, ['zone', zone])),
      ];
    }),
  ];
}

function borders({ site }: CheckContext) {
  return site.borders.map((border) => ({ ...border, noun: 'border' as const }));
}

/** One finding for each zone and place in the file: a drive of ten aisles has one wrong word. */
function missingZonesOfAisles(context: CheckContext): Trouble[] {
  const seen = new Set<string>();
  return context.site.aisles.flatMap((aisle) => {
    const path = context.pathOf('aisle', aisle.id);
    const key = `${path.join('.')} ${aisle.zone}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return missing(context, { id: aisle.id, path }, ['zone', aisle.zone]);
  });
}

function missingOfBays(context: CheckContext): Trouble[] {
  const seen = new Set<string>();
  const zonesOfAisles = new Set(context.site.aisles.map((aisle) => aisle.zone));
  return context.site.bays.flatMap((bay) => {
    const path = context.pathOf('bay', bay.id);
    const key = `${path.join('.')} ${bay.zone}`;
    if (seen.has(key) || zonesOfAisles.has(bay.zone)) return [];
    seen.add(key);
    return missing(context, { id: bay.id, path }, ['zone', bay.zone]);
  });
}
