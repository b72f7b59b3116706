/** State of one stream of chance: four 32-bit words, plain data so that it can be saved. */
export type Chance = [number, number, number, number];

/** Streams of one seed differ by name, so that more draws in one do not move another. */
export function seedChance(seed: number, stream: string): Chance {
  let hash = 0x811c9dc5 ^ seed;
  for (const letter of stream) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  const chance: Chance = [seed | 0, hash | 0, Math.imul(hash, 0x9e3779b1) | 0, 1];
  for (let warming = 0; warming < 15; warming++) uniform(chance);
  return chance;
}

/** In [0, 1). The generator is sfc32 of Chris Doty-Humphrey's PractRand. */
export function uniform(chance: Chance): number {
  let [a, b, c, counter] = chance;
  const sum = (((a + b) | 0) + counter) | 0;
  counter = (counter + 1) | 0;
  a = b ^ (b >>> 9);
  b = (c + (c << 3)) | 0;
  c = (c << 21) | (c >>> 11);
  c = (c + sum) | 0;
  chance[0] = a;
  chance[1] = b;
  chance[2] = c;
  chance[3] = counter;
  return (sum >>> 0) / 4294967296;
}

export function between(chance: Chance, low: number, high: number): number {
  return low + (high - low) * uniform(chance);
}

/** True with the given probability; draws nothing when it is 0, so that a switched-off habit costs no chance. */
export function happens(chance: Chance, probability: number): boolean {
  return probability > 0 && uniform(chance) < probability;
}

export function exponential(chance: Chance, mean: number): number {
  return -Math.log(1 - uniform(chance)) * mean;
}

/** Log-normal with the given mean; `spread` is the standard deviation of the logarithm. */
export function logNormal(chance: Chance, mean: number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - uniform(chance))) * Math.cos(2 * Math.PI * uniform(chance));
  return mean * Math.exp(spread * normal - (spread * spread) / 2);
}

export function pick<Item>(chance: Chance, items: readonly Item[]): Item | undefined {
  return items[Math.floor(uniform(chance) * items.length)];
}
