/** An id of a thing in the site file: letters a to z, digits and dashes (it is part of a topic). */
export type Id = string;

export const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** `device.reading` or `device.reading[index]`: one reading of one device, as the site file names it. */
export type PointReference = string;

export interface Point {
  readonly device: Id;
  readonly reading: string;
  /** Which element of a reading that has many (one channel of a concentrator); 0 for the first. */
  readonly index: number;
}

const pointPattern = /^([a-z0-9][a-z0-9-]{0,62})\.([a-z0-9_]+)(?:\[(\d+)\])?$/;

/** Null when the text is no point reference. */
export function parsePoint(reference: PointReference): Point | null {
  const match = pointPattern.exec(reference);
  if (!match?.[1] || !match[2]) return null;
  return { device: match[1], reading: match[2], index: Number(match[3] ?? 0) };
}

export function formatPoint(point: Point): PointReference {
  return `${point.device}.${point.reading}[${point.index}]`;
}
