import type { PointReference } from '@berth/domain/kernel';
import { parsePoint } from '@berth/domain/kernel';
import type { Device, Site } from '@berth/domain/site';

export function deviceOf(site: Site, reference: PointReference | null): Device | null {
  const point = reference === null ? null : parsePoint(reference);
  return (point && site.devices.find(({ id }) => id === point.device)) ?? null;
}
