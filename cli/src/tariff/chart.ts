import { writeFileSync } from 'node:fs';
import { majorText, parseMoment, type ReadableTariff, writeMoment } from '@berth/contract/node';
import { priceStay } from '@berth/domain/tariff';
import type { Output } from '../check/check.ts';
import { loadTariff, type TariffExit } from './load.ts';

export interface ChartArguments {
  readonly tariff: string;
  readonly in: string;
  readonly class: string | null;
  readonly out: string | null;
}

const minute = 60_000;
const hours = 48;
const frame = { left: 70, right: 20, top: 40, bottom: 50, width: 960, height: 420 };

/** `berth tariff chart`: the fare over 48 h from one entry, as SVG on stdout or in a file. */
export function runChart(args: ChartArguments, output: Output): TariffExit {
  const tariff = loadTariff(args.tariff, output);
  if (typeof tariff === 'number') return tariff;
  const entry = parseMoment(args.in, tariff.offsets);
  if (!entry.ok) {
    output.err(`berth tariff chart: --in: ${entry.problem}\n`);
    return 2;
  }
  const svg = drawCurve(tariff, fareCurve(tariff, entry.at, args.class));
  if (args.out === null) output.out(svg);
  else {
    try {
      writeFileSync(args.out, svg);
    } catch (error) {
      output.err(
        `berth tariff chart: ${args.out} cannot be written: ${error instanceof Error ? error.message : error}\n`,
      );
      return 3;
    }
  }
  return 0;
}

interface Curve {
  readonly entry: number;
  readonly vehicle: string | null;
  /** For each minute of stay; null where a person must look. */
  readonly fares: readonly (number | null)[];
}

function fareCurve(tariff: ReadableTariff, entry: number, vehicle: string | null): Curve {
  const fares = Array.from({ length: hours * 60 + 1 }, (_, length) => {
    const stay = { entry, exit: entry + length * minute };
    const fare = priceStay(tariff.compiled, vehicle === null ? stay : { ...stay, class: vehicle });
    return fare.status === 'priced' ? fare.fare_minor : null;
  });
  return { entry, vehicle, fares };
}

function drawCurve({ tariff, offsets, decimals }: ReadableTariff, curve: Curve): string {
  const { left, right, top, bottom, width, height } = frame;
  const highest = Math.max(10 ** decimals, ...curve.fares.map((fare) => fare ?? 0));
  const step = roundStep(highest / 6);
  const ceiling = Math.ceil(highest / step) * step;
  const x = (length: number): number => left + (length / (hours * 60)) * (width - left - right);
  const y = (fare: number): number => height - bottom - (fare / ceiling) * (height - top - bottom);
  const parts: string[] = [];
  for (let hour = 0; hour <= hours; hour += 3) {
    const at = x(hour * 60).toFixed(1);
    const clock = writeMoment(curve.entry + hour * 60 * minute, offsets).slice(11, 16);
    parts.push(`<line class="grid" x1="${at}" y1="${top}" x2="${at}" y2="${height - bottom}"/>`);
    parts.push(`<text x="${at}" y="${height - bottom + 16}" text-anchor="middle">${hour} h</text>`);
    parts.push(`<text class="faint" x="${at}" y="${height - bottom + 30}" text-anchor="middle">${clock}</text>`);
  }
  for (let fare = 0; fare <= ceiling; fare += step) {
    const at = y(fare).toFixed(1);
    parts.push(`<line class="grid" x1="${left}" y1="${at}" x2="${width - right}" y2="${at}"/>`);
    parts.push(`<text x="${left - 8}" y="${Number(at) + 4}" text-anchor="end">${majorText(fare, decimals)}</text>`);
  }
  const title = `${tariff.id}, ${tariff.currency}, from ${writeMoment(curve.entry, offsets)}${curve.vehicle === null ? '' : `, ${curve.vehicle}`}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<style>text{font:12px sans-serif;fill:#222}.faint{fill:#777}.grid{stroke:#ddd}.fare{fill:none;stroke:#0a58ca;stroke-width:2}</style>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${left}" y="24">${escapeXml(title)}</text>
${parts.join('\n')}
<path class="fare" d="${stepPath(curve.fares, x, y)}"/>
</svg>
`;
}

type Scale = (value: number) => number;

/** Steps, not slopes; a break where there is no fare. */
function stepPath(fares: readonly (number | null)[], x: Scale, y: Scale): string {
  let path = '';
  let before: number | null = null;
  fares.forEach((fare, length) => {
    if (fare !== null && before === null) path += `M${x(length).toFixed(1)},${y(fare).toFixed(1)}`;
    else if (fare !== null && fare !== before) path += `H${x(length).toFixed(1)}V${y(fare).toFixed(1)}`;
    else if (fare === null && before !== null) path += `H${x(length).toFixed(1)}`;
    before = fare;
  });
  return before === null ? path : `${path}H${x(fares.length - 1).toFixed(1)}`;
}

function roundStep(rough: number): number {
  const ten = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const factor = [1, 2, 5, 10].find((each) => each * ten >= rough) ?? 10;
  return Math.max(1, factor * ten);
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
