import { randomBytes } from 'node:crypto';
import type { FaultCode, Id, Now } from '@berth/domain/kernel';
import type { LineNews, RunningLine } from '../bus/line.ts';
import { takeSensorMessage } from '../bus/mqtt-sensors.ts';
import { type RunningLink, runLink } from '../link/run.ts';
import type { TransportEvents } from '../link/transport.ts';
import { openMqttTransport } from '../link/transport-mqtt.ts';
import { openAgent } from './agent.ts';
import type { AgentParts, Cabinet } from './cabinet.ts';
import { orderDrives } from './drives.ts';
import type { AgentInput, AgentOutput } from './exchange.ts';
import { openHardware, startLines } from './hardware.ts';
import { keepStamps, type Stamps } from './measure.ts';
import { handOver, performAll } from './perform.ts';
import { type Scanner, startScanner } from './scanner.ts';
import { openSigns } from './signs/open.ts';
import type { RunningSigns } from './signs/run.ts';
import { wholeState } from './step.ts';
import { openStores } from './stores.ts';

export interface RunningAgent {
  readonly faults: () => FaultCode[];
  readonly stamps: Stamps;
  readonly leave: () => Promise<void>;
}

export async function startAgent(parts: AgentParts): Promise<RunningAgent> {
  const { config, site, profiles, clock } = parts;
  const gateway = site.gateways.find(({ id }) => id === config.gateway);
  if (!gateway) throw new Error(`no gateway ${config.gateway} in site ${site.id}`);
  const early: AgentInput[] = [];
  const ears = { hear: (input: AgentInput) => void early.push(input) };
  const inputs = (input: AgentInput) => ears.hear(input);
  const hardware = openHardware({ ...parts, gateway });
  const { instant, elapsed } = clock.now();
  const random = randomBytes(4).toString('hex');
  const { data_dir } = config;
  const stores = await openStores({ data_dir, gateway: gateway.id, instant, random, log: parts.log, hear: inputs });
  const { boot, noted } = stores.journal;
  const opening = { site, gateway: gateway.id, profiles, process: hardware.image, boot, now: elapsed, noted };
  const agent = openAgent(opening);
  const cabinet: Cabinet = {
    parts,
    gateway,
    hardware,
    stores,
    agent,
    stamps: keepStamps(),
    inputs,
    under_way: new Map(),
  };
  return runCabinet(cabinet, { ears, early });
}

interface Ears {
  hear: (input: AgentInput) => void;
}

function runCabinet(cabinet: Cabinet, { ears, early }: { ears: Ears; early: AgentInput[] }): RunningAgent {
  const { parts, hardware, stores, agent, stamps, inputs } = cabinet;
  const { journal } = stores;
  const lines = new Map<Id, RunningLine>();
  const drives = orderDrives({
    clock: parts.clock,
    last: journal.last,
    durable: journal.durable,
    hand: (drive) => handOver(cabinet, lines, drive),
  });
  journal.onDurable(drives.onDurable);
  const signs = openSigns({
    ...parts,
    gateway: cabinet.gateway.id,
    bus: (id) => hardware.buses.get(id) ?? null,
    place: hardware.place,
    onFault: (sign, on) => inputs({ kind: 'fault', on, subject: sign, code: 'sign-silent' }),
    onHandedOver: (sign) => stamps.add({ kind: 'sign', sign, to: parts.clock.now().elapsed }),
  });
  const link = openLink(cabinet, lines, signs);
  const perform = (outputs: readonly AgentOutput[], now: Now) => {
    performAll(cabinet, outputs, { now, drives, signs, link });
  };
  const scanner = startScanner({ agent, image: hardware.image, clock: parts.clock, perform });
  ears.hear = scanner.hear;
  for (const input of early.splice(0)) scanner.hear(input);
  for (const hash of stores.spool.waiting()) link.pictureSpooled(hash);
  const hear = (news: LineNews, bus: Id) => hearLine(cabinet, { scanner, bus }, news);
  for (const [bus, line] of startLines({ ...parts, gateway: cabinet.gateway, hardware, hear })) lines.set(bus, line);
  const watch = watchHealth(cabinet);
  return {
    stamps,
    faults: () => processFaults(cabinet, link),
    async leave() {
      watch.stop();
      scanner.stop();
      await Promise.all([...lines.values()].map((line) => line.stop()));
      await Promise.all(signs.map((each) => each.close()));
      await journal.flush();
      await link.leave();
      await stores.close();
    },
  };
}

interface Ear {
  readonly scanner: Scanner;
  readonly bus: Id;
}

function hearLine({ parts, inputs, under_way }: Cabinet, { scanner, bus }: Ear, news: LineNews): void {
  switch (news.kind) {
    case 'read':
      scanner.answered(news.changed);
      break;
    case 'fault-raised':
    case 'fault-cleared': {
      const on = news.kind === 'fault-raised';
      const detail = 'detail' in news && news.detail !== undefined ? { detail: news.detail } : {};
      inputs({ kind: 'fault', on, subject: news.device, code: news.code, ...detail });
      break;
    }
    case 'write-failed':
    case 'written':
      for (const id of news.ids) {
        const drive = under_way.get(`${bus} ${id}`);
        under_way.delete(`${bus} ${id}`);
        if (news.kind === 'write-failed') parts.log.warn({ ...drive?.point, bus, error: news.error }, 'write failed');
      }
  }
}

function openLink(cabinet: Cabinet, lines: ReadonlyMap<Id, RunningLine>, signs: readonly RunningSigns[]): RunningLink {
  const { parts, gateway, hardware, stores, agent, inputs } = cabinet;
  const { config, site, clock, log } = parts;
  const address = { site: site.id, agent: gateway.id };
  const place = parts.wiring?.brokers[gateway.id] ?? config.broker;
  const { username, secret } = config.broker;
  const gone = JSON.stringify({ boot: stores.journal.boot });
  const { sensors } = hardware;
  const sensorMessage = (topic: string, payload: Uint8Array) => {
    for (const news of takeSensorMessage(sensors, { topic, payload }, clock.now().elapsed)) {
      if (news.kind !== 'read')
        inputs({ kind: 'fault', on: news.kind === 'fault-raised', subject: news.device, code: news.code });
    }
  };
  const connect = (events: TransportEvents) =>
    openMqttTransport(
      { ...address, host: place.host, port: place.port, username, secret, gone, sensor_topics: sensors.topics },
      {
        ...events,
        onMessage: (topic, body) =>
          topic.startsWith('berth/') ? events.onMessage(topic, body) : sensorMessage(topic, body),
      },
    );
  return runLink(
    address,
    { clock, journal: stores.journal, connect },
    {
      onEngine: (here) => {
        log.info({ here }, 'engine');
        inputs({ kind: 'engine', here });
        for (const each of signs) each.engine(here);
      },
      onAnswer: (number, decision) => inputs({ kind: 'answer', number, decision }),
      onCommand: (id, command) => inputs({ kind: 'command', id, command }),
      wholeState: () => wholeState(agent),
      buses: () => [...lines.values()].map((line) => line.report()),
      readPicture: stores.spool.read,
      forgetPicture: stores.spool.forget,
      onConnection: (up, reason) => log.info({ up, reason }, 'broker'),
    },
  );
}

/** Once a second: a failing disk is tried again; and now and then whether it is filling up. */
function watchHealth({ parts, gateway, stores, inputs }: Cabinet): { stop: () => void } {
  let cancel = () => {};
  let seconds = 0;
  const lowBytes = parts.site.rules.disk_low_mb * 1_000_000;
  async function judgeDisk(): Promise<void> {
    const free = await stores.freeBytes().catch(() => null);
    if (free !== null) inputs({ kind: 'fault', on: free < lowBytes, subject: gateway.id, code: 'disk-low' });
  }
  function tick(): void {
    stores.journal.retry();
    if (seconds % 10 === 0) void judgeDisk();
    seconds += 1;
    cancel = parts.clock.after(1000, tick);
  }
  tick();
  return { stop: () => cancel() };
}

function processFaults({ agent, gateway }: Cabinet, link: RunningLink): FaultCode[] {
  const faults: FaultCode[] = [];
  for (const { subject, code } of agent.faults.values()) if (subject === gateway.id) faults.push(code);
  if (!link.state.connected) faults.push('broker-away');
  else if (!link.state.engine_here) faults.push('engine-away');
  return faults;
}
