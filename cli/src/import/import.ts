import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readGarage } from './lanelet.ts';
import { MapError, parseOsm } from './osm.ts';
import { findPortals, mendDeadEnds, type PortalChoice } from './roads.ts';
import { writeSiteFile } from './site-file.ts';

export interface ImportArguments extends PortalChoice {
  readonly file: string;
  /** Where the site file goes; null for stdout. */
  readonly out: string | null;
  /** Writes over a file that is there. */
  readonly force: boolean;
  /** Adds a waiver with a link for every dead end, so that each bay can be left. */
  readonly mend: boolean;
}

interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Exit code of `berth import lanelet2`: 0 good, 2 the file to write is there already, 3 no map that can be read. */
export function runImport(args: ImportArguments, output: Output): 0 | 2 | 3 {
  if (args.out !== null && existsSync(args.out) && !args.force) {
    output.err(`berth import: ${args.out} is there already; --force writes over it\n`);
    return 2;
  }
  let made: ImportedSite;
  try {
    made = importLanelet2(readFileSync(args.file, 'utf8'), { ...args, source: basename(args.file) });
  } catch (error) {
    if (!(error instanceof MapError) && !isReadError(error)) throw error;
    output.err(`berth import: ${args.file}: ${error.message}\n`);
    return 3;
  }
  for (const note of made.notes) output.err(`berth import: ${note}\n`);
  if (args.out === null) output.out(made.text);
  else writeFileSync(args.out, made.text);
  return 0;
}

function isReadError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

export interface ImportedSite {
  readonly text: string;
  /** What was chosen, left out or mended, for who has to check it. */
  readonly notes: readonly string[];
}

/** The site file for a Lanelet2 map in OSM XML. Throws `MapError` when there is nothing to make it of. */
export function importLanelet2(
  osm: string,
  options: PortalChoice & { readonly source: string; readonly mend: boolean },
): ImportedSite {
  const garage = readGarage(parseOsm(osm));
  const portals = findPortals(garage, options);
  const mends = options.mend ? mendDeadEnds(garage, portals) : [];
  const text = writeSiteFile({ id: idFor(options.source), source: options.source, garage, portals, mends });
  const ids = (lanelets: readonly { id: string }[]): string => lanelets.map((lanelet) => lanelet.id).join(', ');
  return {
    text,
    notes: [
      `${garage.lanelets.length} lanelets, ${garage.bays.length} bays; in by ${ids(portals.entries)}, out by ${ids(portals.exits)}`,
      ...garage.left_out.map((each) => `left out: ${each}`),
      ...mends.map(
        (mend) => `link of ${mend.length_m.toFixed(1)} m from the end of ${mend.deadEnd.id}: to be confirmed`,
      ),
    ],
  };
}

function idFor(source: string): string {
  const name = source
    .toLowerCase()
    .replace(/\.[a-z]+$/, '')
    .replace(/[^a-z0-9]+/g, '-');
  return name.replace(/^-+|-+$/g, '').slice(0, 40) || 'imported';
}
