/** A small site without a fault, for tests: a loop with two zones of four bays, one entry, one exit. */
export const smallSite = `
berth: 1
site: small
name: { zh: 小车场, en: Small }
time_zone: Asia/Shanghai
currency: CNY
areas:
  public: { name: { zh: 公共区, en: Public } }
levels:
  g: { name: { zh: 地面, en: Ground }, elevation_m: 0, outline: [[-16, -6], [50, -6], [50, 32], [-16, 32]] }
zones:
  west: { name: { zh: 西区, en: West }, level: g, area: public }
  east: { name: { zh: 东区, en: East }, level: g, area: public }
nodes:
  g:
    street-in: [-30, 5]
    gate-in: [-15, 5]
    a: [5, 5]
    m: [22, 5]
    b: [45, 5]
    c: [45, 25]
    n: [22, 25]
    d: [5, 25]
    gate-out: [-15, 25]
    street-out: [-30, 25]
drives:
  - { kind: street, nodes: [street-in, gate-in] }
  - { kind: street, nodes: [gate-out, street-out] }
  - { zone: west, nodes: [gate-in, a] }
  - { zone: west, nodes: [d, gate-out] }
  - { zone: west, nodes: [n, d, a, m] }
  - { zone: east, nodes: [m, b, c, n] }
rows:
  - { along: [a, m], side: right, start_m: 3, count: 4, first: G-01, permit: [4] }
  - { along: [m, b], side: right, start_m: 6, count: 4, first: G-05, disabled: [1] }
lobbies:
  lifts: { name: { zh: 电梯厅, en: Lifts }, level: g, at: [22, 15] }
walks:
  - { from: lifts, to: [m, n] }
gateways:
  cabinet:
    name: { zh: 机柜, en: Cabinet }
    buses:
      io: { kind: modbus-tcp, host: 10.0.0.10 }
      lines: { kind: modbus-tcp, host: 10.0.0.11, line_baud: 9600 }
      signs: { kind: modbus-tcp, host: 10.0.0.12, line_baud: 19200 }
      radio: { kind: mqtt }
      cameras: { kind: http, base_url: 'http://10.0.0.13' }
devices:
  loops-in: { profile: loop-detector-dual, bus: io, unit: 1 }
  arm-in: { profile: barrier-coils, bus: io, unit: 2 }
  loops-out: { profile: loop-detector-dual, bus: io, unit: 3 }
  arm-out: { profile: barrier-registers, bus: io, unit: 4 }
  contacts: { profile: input-module-16, bus: io, unit: 5 }
  cards: { profile: card-dispenser, bus: io, unit: 6 }
  bin: { profile: card-collector, bus: io, unit: 7 }
  eye: { profile: camera-snapshot, bus: cameras, address: in }
sensors:
  - { prefix: us, profile: bay-sensor-concentrator-32, bus: lines, first_unit: 1, bays: G-01..G-06 }
  - { prefix: radio, profile: bay-sensor-wireless, bus: radio, address: 'g-{n}', bays: [G-07, G-08] }
fire_inputs: ['contacts.in[0]']
lanes:
  in:
    name: { zh: 入口, en: In }
    kind: entry
    aisle: gate-in--a
    at_m: 10
    to: west
    barrier: arm-in
    without_power: stays-with-crank
    loops: { arming: loops-in.a, closing: loops-in.b }
    safety:
      - { kind: loop, input: loops-in.b, wired_to_barrier: true, presence: permanent }
      - { kind: beam, input: 'contacts.in[1]', wired_to_barrier: true }
    forward: { button: 'contacts.in[2]', dispenser: cards, camera: eye }
  out:
    name: { zh: 出口, en: Out }
    kind: exit
    aisle: d--gate-out
    at_m: 10
    from: west
    barrier: arm-out
    without_power: rises
    loops: { arming: loops-out.a, closing: loops-out.b }
    safety:
      - { kind: loop, input: loops-out.b, wired_to_barrier: true, presence: permanent }
      - { kind: beam, input: 'contacts.in[3]', wired_to_barrier: true }
    forward: { collector: bin }
borders:
  south: { aisle: m--b, at_m: 2, from: west, to: east, detector: { profile: loop-detector-dual, bus: io, unit: 8 } }
  north: { aisle: n--d, at_m: 2, from: east, to: west, detector: { profile: loop-detector-dual, bus: io, unit: 9 } }
signs:
  board:
    name: { zh: 入口屏, en: Board }
    purpose: site-entrance
    level: g
    at: [-20, 8]
    profile: sign-modbus
    bus: signs
    unit: 1
    zones: { west: ahead, east: ahead }
`;
