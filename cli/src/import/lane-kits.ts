/** What the made-up entry and exit lanes of an imported site are wired with. */
export const laneKits = `kits:
  entry:
    buses:
      '{lane}-io': { kind: modbus-tcp, host: '{io}' }
      '{lane}-pillar': { kind: sign-tcp, host: '{pillar}' }
    devices:
      '{lane}-loops': { profile: loop-detector-dual, bus: '{lane}-io', unit: 1 }
      '{lane}-arm': { profile: barrier-coils, bus: '{lane}-io', unit: 2 }
      '{lane}-inputs': { profile: input-module-16, bus: '{lane}-io', unit: 3 } # 0 button, 1 help, 2 beam
      '{lane}-cards': { profile: card-dispenser, bus: '{lane}-io', unit: 4 }
      '{lane}-horn': { profile: alarm-output, bus: '{lane}-io', unit: 6 }
      '{lane}-camera': { profile: camera-snapshot, bus: gate-cameras, address: '{lane}' }
    signs:
      '{lane}-display': { profile: sign-led-voice, bus: '{lane}-pillar' }
    lane:
      kind: entry
      barrier: '{lane}-arm'
      without_power: stays-with-crank
      loops: { arming: '{lane}-loops.a', closing: '{lane}-loops.b' }
      safety:
        - { kind: loop, input: '{lane}-loops.b', wired_to_barrier: true, presence: permanent }
        - { kind: beam, input: '{lane}-inputs.in[2]', wired_to_barrier: true }
      forward:
        button: '{lane}-inputs.in[0]'
        help_button: '{lane}-inputs.in[1]'
        dispenser: '{lane}-cards'
        camera: '{lane}-camera'
        display: '{lane}-display'
      alarm_output: '{lane}-horn.alarm'
      opened_by_hand: '{lane}-arm.by_hand'
  exit:
    buses:
      '{lane}-io': { kind: modbus-tcp, host: '{io}' }
      '{lane}-pillar': { kind: sign-tcp, host: '{pillar}' }
    devices:
      '{lane}-loops': { profile: loop-detector-dual, bus: '{lane}-io', unit: 1 }
      '{lane}-arm': { profile: barrier-registers, bus: '{lane}-io', unit: 2 }
      '{lane}-inputs': { profile: input-module-16, bus: '{lane}-io', unit: 3 } # 1 help, 2 beam
      '{lane}-cards': { profile: card-collector, bus: '{lane}-io', unit: 4 }
      '{lane}-horn': { profile: alarm-output, bus: '{lane}-io', unit: 6 }
      '{lane}-camera': { profile: camera-snapshot, bus: gate-cameras, address: '{lane}' }
    signs:
      '{lane}-display': { profile: sign-led-voice, bus: '{lane}-pillar' }
    lane:
      kind: exit
      barrier: '{lane}-arm'
      without_power: rises
      loops: { arming: '{lane}-loops.a', closing: '{lane}-loops.b' }
      safety:
        - { kind: loop, input: '{lane}-loops.b', wired_to_barrier: true, presence: permanent }
        - { kind: beam, input: '{lane}-inputs.in[2]', wired_to_barrier: true }
      forward:
        help_button: '{lane}-inputs.in[1]'
        collector: '{lane}-cards'
        camera: '{lane}-camera'
        display: '{lane}-display'
      alarm_output: '{lane}-horn.alarm'
      opened_by_hand: '{lane}-arm.by_hand'
`;
