/** The steps of a JSON path of names and numbers, as `$.data.rows[0]['state']`; null for any other path. */
export function pathSteps(path: string): readonly (string | number)[] | null {
  if (!path.startsWith('$')) return null;
  const steps: (string | number)[] = [];
  const step = /\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\]/y;
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const found = step.exec(path);
    if (!found) return null;
    steps.push(found[2] === undefined ? (found[1] ?? found[3] ?? found[4] ?? '') : Number(found[2]));
  }
  return steps;
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The body with the value put where the steps lead; what is missing on the way is made. */
export function putAt(body: Json | undefined, steps: readonly (string | number)[], value: Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list = Array.isArray(body) ? [...body] : [];
    while (list.length < step) list.push(null);
    list[step] = putAt(list[step], rest, value);
    return list;
  }
  const before = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  return { ...before, [step]: putAt(before[step], rest, value) };
}
