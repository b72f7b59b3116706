import { codeTexts } from '@berth/contract';
import { site } from './feed/store.ts';
import { language, local } from './texts/index.ts';

/** The name of a lane, zone, sign, gateway or device in the language of the page; else its id. */
export function nameOf(id: string): string {
  const known = site.value;
  if (!known) return id;
  const named = [known.lanes, known.zones, known.signs, known.gateways, known.areas, known.levels];
  for (const things of named) {
    const found = things.find((thing) => thing.id === id);
    if (found) return local(found.name);
  }
  const bay = known.bays.find((each) => each.id === id);
  return bay?.label ?? id;
}

export function codeText(code: string): string {
  const found = (codeTexts as Readonly<Record<string, { zh: string; en: string } | undefined>>)[code];
  return found?.[language.value] ?? code;
}
