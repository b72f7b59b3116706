import { timingSafeEqual } from 'node:crypto';

/** Takes as long for a secret that is nearly right as for one that is not. */
export function isSecret(given: Readonly<Buffer> | string | undefined, secret: string): boolean {
  if (given === undefined) return false;
  const [one, other] = [Buffer.from(given), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
}
