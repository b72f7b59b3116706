export interface TableRow {
  readonly name: string;
  readonly pid: number | null;
  readonly state: string;
  readonly address?: string;
}

/** One line for each process: name, state, process id, address. */
export function processTable(rows: readonly TableRow[]): string {
  const cells = rows.map((row) => [row.name, row.state, String(row.pid ?? '–'), row.address ?? '']);
  const head = ['process', 'state', 'pid', 'address'];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  return [line(head), ...cells.map(line)].join('\n');
}
