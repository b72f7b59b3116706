export interface BigSite {
  readonly gateways: number;
  readonly bays_per_gateway: number;
}

export const tenThousand: BigSite = { gateways: 10, bays_per_gateway: 1000 };

/** The lanes out of the last level. */
const exits = ['out-1', 'out-2', 'out-3', 'out-4'];

/** Bays of a gateway's small zone, which stand behind one concentrator and have a sign of their own. */
export const smallZoneBays = 32;
const baysBehindOne = 32;
const concentratorsOnLine = 8;
const bayWidth_m = 2.5;

/**
 * A site file of any size: one level for each gateway, driven from the first to the last, each with a
 * large and a small zone; sensors of 32 behind a concentrator, eight of them on a line of 9600 Bd; a
 * sign at each zone; an entry on the first level and four exits from the last.
 */
export function bigSite({ gateways, bays_per_gateway }: BigSite): string {
  const numbers = Array.from({ length: gateways }, (_, index) => index + 1);
  const plan = { gateways, bays: bays_per_gateway };
  const every = (write: (level: string, number: number) => string) =>
    numbers.map((number) => write(`l${number}`, number)).join('\n');
  return `berth: 1
site: big
name: { zh: 大车场, en: Big site }
time_zone: Asia/Shanghai
currency: CNY
areas:
  public: { name: { zh: 公共区, en: Public } }
levels:
${every((level, number) => levelOf(level, number, plan))}
zones:
${every((level) => zonesOf(level))}
nodes:
${every((level, number) => nodesOf(level, number, plan))}
drives:
  - { kind: street, nodes: [street-in, portal-in] }
  - { zone: l1-large, nodes: [portal-in, l1-a] }
${exits.map((lane) => exitDrives(lane, gateways)).join('\n')}
${every((level, number) => drivesOf(level, number, plan))}
rows:
${every((level, number) => rowsOf(level, number, plan))}
gateways:
  gate: { name: { zh: 出入口, en: Gate }, buses: { ${['gate', 'in', ...exits].map(laneBus).join(', ')} } }
${every((level, number) => gatewayOf(level, number, plan))}
devices:
  gate-contacts: { profile: input-module-16, bus: gate-io, unit: 1 }
${['in', ...exits].map(laneDevices).join('\n')}
fire_inputs: ['gate-contacts.in[0]']
sensors:
${every((level, number) => sensorsOf(level, number, plan))}
lanes:
  in: { name: { zh: 入口, en: In }, kind: entry, gateway: gate, aisle: portal-in--l1-a, at_m: 6, to: l1-large, ${laneOf('in', 'stays-with-crank', "button: 'in-inputs.in[0]', dispenser: in-cards")} }
${exits.map((lane) => exitLane(lane, gateways)).join('\n')}
borders:
${every((level, number) => bordersOf(level, number, plan))}
signs:
${every((level) => signsOf(level))}
`;
}

/** The label that a bay of a gateway's row of bays has, from 1. */
function bayLabel(gateway: number, place: number): string {
  return `L${gateway}-${String(place).padStart(4, '0')}`;
}

interface Plan {
  readonly gateways: number;
  readonly bays: number;
}

const half = (bays: number) => Math.ceil((bays - smallZoneBays) / 2);
const largeEnd = ({ bays }: Plan) => 20 + half(bays) * bayWidth_m;
const smallEnd = (plan: Plan) => largeEnd(plan) + 20 + (smallZoneBays / 2) * bayWidth_m;

function levelOf(level: string, number: number, plan: Plan): string {
  const width = smallEnd(plan) + 40;
  const outline = `[[-40, -20], [${width}, -20], [${width}, 20], [-40, 20]]`;
  return `  ${level}: { name: { zh: ${number}层, en: Level ${number} }, elevation_m: ${-4 * number}, outline: ${outline} }`;
}

function zonesOf(level: string): string {
  return ['large', 'small']
    .map(
      (kind) => `  ${level}-${kind}: { name: { zh: ${level}, en: ${level} ${kind} }, level: ${level}, area: public }`,
    )
    .join('\n');
}

function nodesOf(level: string, number: number, plan: Plan): string {
  const [b, c] = [largeEnd(plan), smallEnd(plan)];
  const street = number === 1 ? `street-in: [-60, 0], portal-in: [-20, 0], ` : '';
  const out = number === plan.gateways ? exits.map((lane, index) => exitNodes(lane, c, 6 * index - 9)).join('') : '';
  return `  ${level}: { ${street}${out}${level}-a: [0, 0], ${level}-b: [${b}, 0], ${level}-c: [${c}, 0] }`;
}

function exitNodes(lane: string, from_m: number, north_m: number): string {
  return `portal-${lane}: [${from_m + 20}, ${north_m}], street-${lane}: [${from_m + 60}, ${north_m}], `;
}

function exitDrives(lane: string, last: number): string {
  const street = `  - { kind: street, nodes: [portal-${lane}, street-${lane}] }`;
  return `${street}\n  - { zone: l${last}-small, nodes: [l${last}-c, portal-${lane}] }`;
}

function exitLane(lane: string, last: number): string {
  const place = `aisle: l${last}-c--portal-${lane}, at_m: 10, from: l${last}-small`;
  const kit = laneOf(lane, 'rises', `collector: ${lane}-cards`);
  return `  ${lane}: { name: { zh: 出口, en: Out }, kind: exit, gateway: gate, ${place}, ${kit} }`;
}

function laneBus(lane: string, index: number): string {
  return `${lane}-io: { kind: modbus-tcp, host: 10.0.0.${index + 1} }`;
}

function drivesOf(level: string, number: number, plan: Plan): string {
  const own = [
    `  - { zone: ${level}-large, nodes: [${level}-a, ${level}-b] }`,
    `  - { zone: ${level}-small, nodes: [${level}-b, ${level}-c] }`,
  ];
  const next = `l${number + 1}`;
  const ramp = `  - { zone: ${next}-large, kind: ramp, nodes: [${level}-c, ${next}-a] }`;
  return [...own, ...(number < plan.gateways ? [ramp] : [])].join('\n');
}

function rowsOf(level: string, number: number, { bays }: Plan): string {
  const right = half(bays);
  const left = bays - smallZoneBays - right;
  const row = (from: string, side: string, place: number, count: number) =>
    `  - { along: [${level}-${from}, ${level}-${from === 'a' ? 'b' : 'c'}], side: ${side}, start_m: 10, count: ${count}, first: ${bayLabel(number, place)} }`;
  const small = smallZoneBays / 2;
  const first = bays - smallZoneBays + 1;
  return [
    row('a', 'right', 1, right),
    row('a', 'left', right + 1, left),
    row('b', 'right', first, small),
    row('b', 'left', first + small, small),
  ].join('\n');
}

function linesOf({ bays }: Plan): { first: number; last: number }[] {
  const step = baysBehindOne * concentratorsOnLine;
  const most = bays - smallZoneBays;
  return Array.from({ length: Math.ceil(most / step) }, (_, index) => ({
    first: index * step + 1,
    last: Math.min(most, (index + 1) * step),
  }));
}

function gatewayOf(level: string, number: number, plan: Plan): string {
  const bus = (name: string, rest: string) => `${level}-${name}: { kind: modbus-tcp, host: 10.0.${number}.${rest} }`;
  const lines = linesOf(plan).map((_, index) => bus(`line-${index + 1}`, `${10 + index}, line_baud: 9600`));
  const buses = [...lines, bus('probe', '2, line_baud: 9600'), bus('loops', '3'), bus('signs', '4')];
  return `  g${number}: { name: { zh: ${level}, en: ${level} }, buses: { ${buses.join(', ')} } }`;
}

function sensorsOf(level: string, number: number, plan: Plan): string {
  const run = (name: string, bus: string, { first, last }: { first: number; last: number }) =>
    `  - { prefix: ${name}, profile: bay-sensor-concentrator-32, bus: ${bus}, first_unit: 1, bays: ${bayLabel(number, first)}..${bayLabel(number, last)} }`;
  const lines = linesOf(plan).map((range, index) =>
    run(`${level}-us-${index + 1}`, `${level}-line-${index + 1}`, range),
  );
  const small = { first: plan.bays - smallZoneBays + 1, last: plan.bays };
  return [...lines, run(`${level}-probe`, `${level}-probe`, small)].join('\n');
}

function laneDevices(lane: string): string {
  const device = (name: string, profile: string, unit: number) =>
    `  ${lane}-${name}: { profile: ${profile}, bus: ${lane}-io, unit: ${unit} }`;
  return [
    device('loops', 'loop-detector-dual', 1),
    device('arm', 'barrier-coils', 2),
    device('inputs', 'input-module-16', 3),
    device('cards', lane === 'in' ? 'card-dispenser' : 'card-collector', 4),
  ].join('\n');
}

function laneOf(lane: string, withoutPower: string, forward: string): string {
  const loop = `{ kind: loop, input: ${lane}-loops.b, wired_to_barrier: true, presence: permanent }`;
  const beam = `{ kind: beam, input: '${lane}-inputs.in[2]', wired_to_barrier: true }`;
  const loops = `{ arming: ${lane}-loops.a, closing: ${lane}-loops.b }`;
  return `barrier: ${lane}-arm, without_power: ${withoutPower}, loops: ${loops}, safety: [${loop}, ${beam}], forward: { ${forward} }`;
}

function bordersOf(level: string, number: number, plan: Plan): string {
  const next = `l${number + 1}`;
  const border = (id: string, aisle: string, zones: string, unit: number) =>
    `  ${id}: { aisle: ${aisle}, at_m: 4, ${zones}, detector: { profile: loop-detector-dual, bus: ${level}-loops, unit: ${unit} } }`;
  const own = border(`${level}-mid`, `${level}-b--${level}-c`, `from: ${level}-large, to: ${level}-small`, 1);
  const down = border(`${level}-down`, `${level}-c--${next}-a`, `from: ${level}-small, to: ${next}-large`, 2);
  return [own, ...(number < plan.gateways ? [down] : [])].join('\n');
}

function signsOf(level: string): string {
  const sign = (kind: string, unit: number) =>
    `  ${level}-sign-${kind}: { name: { zh: ${level}, en: ${level} }, purpose: zone-entrance, level: ${level}, at: [${unit}, 10], profile: sign-modbus, bus: ${level}-signs, unit: ${unit}, zones: { ${level}-${kind}: ahead } }`;
  return [sign('large', 1), sign('small', 2)].join('\n');
}
