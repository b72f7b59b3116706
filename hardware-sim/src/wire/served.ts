import type { SignProfile } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import type { Condition } from './condition.ts';
import { noCounts, type UnitCounts } from './modbus/bus.ts';
import type { MqttSensor } from './mqtt/sensors.ts';
import type { Fitted, WireParts } from './parts.ts';
import { type SignPanel, signPanel } from './sign/panel.ts';

/** What runs for a site, gathered while its buses are served. */
export interface Served {
  readonly parts: WireParts;
  readonly condition: Condition;
  readonly panels: Map<Id, SignPanel>;
  readonly counts: Map<Id, UnitCounts>;
  readonly sensors: MqttSensor[];
  readonly stops: (() => Promise<void> | void)[];
}

export function leftOut(served: Served, one: Fitted, why: string): void {
  served.parts.log.warn({ device: one.device.id, bus: one.device.bus }, `${why}: the device is left out`);
}

export function countsFor(served: Served, device: Id): UnitCounts {
  const counts = noCounts();
  served.counts.set(device, counts);
  return counts;
}

export function panelFor(served: Served, one: Fitted<SignProfile>): SignPanel {
  const panel = signPanel(one.profile, served.parts.clock.now);
  served.panels.set(one.device.id, panel);
  return panel;
}
