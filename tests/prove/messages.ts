import { agentTopic, feedFromClientSchema } from '@berth/contract';
import { type EngineInput, step } from '@berth/controller/engine/core/step';
import { readInbound } from '@berth/controller/engine/link/inbound';
import { openMemoryStore } from '@berth/controller/store/index';
import type { Site } from '@berth/domain/site';
import { readInbound as readAtAgent } from '@berth/edge-agents/link/inbound';
import { type EngineLife, referenceContext, startLife } from './engine.ts';
import { below, chanceOf, gatherViolations, type Proof } from './proof.ts';
import { type Json, spoilJson, spoilText } from './spoil.ts';
import { visits } from './visits.ts';

/** Messages of agents and lines of the feed, well-formed and spoilt; what passes the schema is decided on. */
export const messages: Proof = {
  name: 'messages',
  title: 'No message of an agent, and no line of the feed, ends the engine or an agent',
  run: async ({ short, seed }) => {
    const runs = short ? 40_000 : 400_000;
    const context = referenceContext();
    const { report, all } = gatherViolations();
    const life = await startLife(context, openMemoryStore(), { instant: 1_700_000_000_000, elapsed: 0 });
    const rules = { site: context.site.id, agents: new Set(context.site.gateways.map(({ id }) => id)) };
    let taken = 0;
    for (let run = 0; run < runs; run += 1) {
      const chance = chanceOf(seed + run);
      const { topic, body } = messageOf(context.site, seed + run);
      const spoilt = chance() < 0.15 ? JSON.stringify(body) : JSON.stringify(spoilJson(body, chance));
      const text = chance() < 0.15 ? spoilText(spoilt, chance) : spoilt;
      try {
        const bytes = Buffer.from(text);
        readAtAgent({ site: rules.site, agent: 'gate' }, topic, bytes);
        const inputs: EngineInput[] = [];
        if (topic === feedLine) inputs.push(...requestIn(text));
        else inputs.push(...heardIn(rules, topic, bytes));
        taken += inputs.length;
        decide(life, inputs, run);
      } catch (error) {
        report(
          String(error instanceof Error ? error.stack : error).slice(0, 300),
          `run ${seed + run}: ${topic} ${text.slice(0, 300)}`,
        );
      }
    }
    const did = `${runs.toLocaleString('en')} messages, of which ${taken.toLocaleString('en')} passed the schemas and were decided on`;
    return { did, violations: all() };
  },
};

const feedLine = 'feed';
const boot = '1700000000000-0a1b2c3d';
const later = '1700000009999-0a1b2c3d';

function heardIn(rules: Parameters<typeof readInbound>[0], topic: string, bytes: Uint8Array): EngineInput[] {
  const inbound = readInbound(rules, topic, bytes);
  if (!inbound.ok || inbound.message.verb === 'picture') return [];
  return [{ kind: 'heard', message: inbound.message }];
}

function requestIn(text: string): EngineInput[] {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return [];
  }
  const parsed = feedFromClientSchema.safeParse(line);
  return parsed.success && parsed.data.kind === 'request' ? [{ kind: 'request', request: parsed.data }] : [];
}

/** As the loop does, without a store behind it: the state grows as it would. */
function decide(life: EngineLife, inputs: readonly EngineInput[], run: number): void {
  if (inputs.length === 0) return;
  const outcome = step(life.core, inputs, { instant: 1_700_000_000_000 + run * 40, elapsed: run * 40 });
  JSON.stringify(outcome.batch);
}

function messageOf(site: Site, seed: number): { topic: string; body: Json } {
  const chance = chanceOf(seed ^ 0x5bd1e995);
  const seen = visits(site, chance, 1);
  const [first] = seen;
  const agent = first?.agent ?? 'gate';
  const observations = seen.filter((sight) => sight.agent === agent).map(({ observation }) => observation);
  const own = { boot: chance() < 0.8 ? boot : later };
  const from = 1 + below(chance, 50);
  const credential = { kind: 'card', number: String(100_000 + below(chance, 400)) };
  const bodies: Record<string, object> = {
    observations: {
      ...own,
      observations: observations.map((observation, index) => ({ sequence: from + index, at: 5, observation })),
    },
    state: { ...own, upto: from, at: 5, part: 0, parts: 1, observations },
    heartbeat: { ...own, stamp: from, at: 1_700_000_000_000, journal_waiting: 0, buses: [] },
    gone: own,
    question: {
      ...own,
      number: from,
      lane: site.lanes[below(chance, site.lanes.length)]?.id,
      direction: 'forward',
      credential,
      deadline_ms: 400,
    },
    result: { ...own, id: 'sign.board-west.5', refusal: null },
  };
  const verbs = Object.keys(bodies);
  const verb = verbs[below(chance, verbs.length + 2)];
  if (verb === undefined) return { topic: feedLine, body: requestBody(site, seed) };
  return { topic: agentTopic(site.id, agent, verb as 'gone'), body: bodies[verb] as Json };
}

function requestBody(site: Site, seed: number): Json {
  const chance = chanceOf(seed ^ 0x1b873593);
  const lane = site.lanes[below(chance, site.lanes.length)]?.id ?? '';
  const zone = site.zones[below(chance, site.zones.length)]?.id ?? '';
  const card = String(100_000 + below(chance, 400));
  const commands: Json[] = [
    { kind: 'lane-mode', lane, mode: 'closed' },
    { kind: 'lane-direction', lane, direction: 'backward' },
    { kind: 'raise', lane },
    { kind: 'lower', lane },
    { kind: 'keep-open-start', lane },
    { kind: 'keep-open-end', lane },
    { kind: 'reset-fire' },
    { kind: 'correct-count', zone, occupied: below(chance, 300) },
    {
      kind: 'opening-inventory',
      zones: [{ zone, cars: 5 }],
      cards: [card],
      stock: [{ dispenser: 'entry-1-cards', first: 1, last: 90 }],
    },
    { kind: 'acknowledge-alarm', alarm: 'a-1' },
    { kind: 'close-stay', stay: 's-1', departure: null },
    { kind: 'settle-car', car: 'c-1' },
    { kind: 'stop-card', card },
    { kind: 'card-lost', card },
    { kind: 'card-found', card },
    { kind: 'stock-dispenser', dispenser: 'entry-1-cards', first: 100, last: 190 },
  ];
  const command = commands[below(chance, commands.length)] ?? null;
  return { kind: 'request', id: `r-${seed}`, actor: 'li', reason: 'test', command };
}
