/** Values for a YAML file in one line each, as people write them: quotes only where they are needed. */
export type Writable = string | number | boolean | null | readonly Writable[] | { readonly [key: string]: Writable };

const plainText = /^[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff ._-]*[A-Za-z0-9\u4e00-\u9fff]$|^[A-Za-z]$/;
const otherMeaning = /^(true|false|null|yes|no|on|off|y|n)$/i;

export function inline(value: Writable): string {
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((each) => inline(each)).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, each]) => `${text(key)}: ${inline(each)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

/** A section of the file: its key, and a line for each of its things. */
export function section(key: string, things: Readonly<Record<string, Writable>> | readonly Writable[]): string {
  const lines = Array.isArray(things)
    ? things.map((each) => `  - ${inline(each)}`)
    : Object.entries(things).map(([id, each]) => `  ${text(id)}: ${inline(each)}`);
  if (lines.length === 0) return '';
  return `${key}:\n${lines.join('\n')}\n`;
}

function text(written: string): string {
  if (plainText.test(written) && !otherMeaning.test(written)) return written;
  return `'${written.replaceAll("'", "''")}'`;
}
