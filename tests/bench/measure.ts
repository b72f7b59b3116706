/** What one figure must keep, as the design has it. */
export interface Budget {
  readonly text: string;
  readonly holds: (median: number) => boolean;
}

/** One figure of a bench: a number from each of its runs. */
export interface Measure {
  readonly what: string;
  readonly unit: string;
  readonly runs: readonly number[];
  readonly budget: Budget | null;
}

export interface BenchResult {
  readonly measures: readonly Measure[];
  /** What a reader must know to read the figures, a sentence each. */
  readonly notes: readonly string[];
}

export interface BenchOptions {
  readonly runs: number;
  /** Fewer and smaller, for continuous integration. */
  readonly short: boolean;
  readonly progress: (text: string) => void;
}

export interface Bench {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly run: (options: BenchOptions) => Promise<BenchResult>;
}

export function atMost(limit: number, unit: string): Budget {
  return { text: `<= ${limit} ${unit}`.trim(), holds: (median) => median <= limit };
}

export function atLeast(limit: number, unit: string): Budget {
  return { text: `>= ${limit.toLocaleString('en')} ${unit}`.trim(), holds: (median) => median >= limit };
}

/** The smallest of the values that this share of them does not exceed; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

/** The cells of a figure's row: what, median, smallest and largest of its runs, budget, whether it holds. */
export function cellsOf({ what, unit, runs, budget }: Measure): string[] {
  const middle = median(runs);
  const range = runs.length > 1 ? `${figure(Math.min(...runs))} .. ${figure(Math.max(...runs))}` : '';
  const held = budget === null ? '' : budget.holds(middle) ? 'holds' : 'MISSED';
  return [what, `${figure(middle)} ${unit}`.trim(), range, budget?.text ?? '', held];
}

export const headings = ['figure', 'median', 'min .. max', 'budget', ''];

export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
