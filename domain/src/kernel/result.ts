import type { RefusalCode } from './codes.ts';

/** A refusal is data: a code and what it was about. It is never thrown. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly about?: string;
}

export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

export function accept<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

export function refuse(code: RefusalCode, about?: string): Result<never> {
  return { ok: false, refusal: about === undefined ? { code } : { code, about } };
}

/** Marks a branch of a union that cannot be reached; reaching it is a bug. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
