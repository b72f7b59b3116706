import type { FindingText } from './texts.ts';

/** Findings about devices, buses, and what keeps an arm off cars. */
export const wiringTexts = {
  'unknown-profile': {
    severity: 'error',
    message: {
      zh: '设备“{id}”的配置“{profile}”不存在',
      en: 'device "{id}" has a profile that is not there: "{profile}"',
    },
    remedy: { zh: '{guess}', en: '{guess}' },
  },
  'wrong-bus': {
    severity: 'error',
    message: {
      zh: '设备“{id}”（{wire}）不能接在总线“{bus}”（{kind}）上',
      en: 'device "{id}" speaks {wire} and cannot be on bus "{bus}", which is {kind}',
    },
    remedy: { zh: '换一条总线或换一个配置', en: 'put it on another bus, or give it another profile' },
  },
  'double-address': {
    severity: 'error',
    message: {
      zh: '总线“{bus}”上“{id}”与“{other}”地址相同（{address}）',
      en: '"{id}" and "{other}" have the same address on bus "{bus}": {address}',
    },
    remedy: { zh: '给其中一个换一个地址', en: 'give one of them another address, in the file and at the device' },
  },
  'address-missing': {
    severity: 'error',
    message: { zh: '设备“{id}”没有 address', en: 'device "{id}" has no address' },
    remedy: {
      zh: '写上 address：配置在主题或路径中用到它',
      en: 'write `address`: its profile puts it into topics or paths',
    },
  },
  'unknown-reading': {
    severity: 'error',
    message: {
      zh: '“{id}”用到“{point}”，但配置“{profile}”没有“{reading}”',
      en: '"{id}" uses "{point}", but profile "{profile}" has no "{reading}"',
    },
    remedy: { zh: '该配置有：{known}', en: 'the profile has: {known}' },
  },
  'wrong-index': {
    severity: 'error',
    message: {
      zh: '“{id}”用到“{point}”，但“{reading}”只有 {count} 路',
      en: '"{id}" uses "{point}", but there are {count} of "{reading}"',
    },
    remedy: { zh: '序号从 0 到 {last}', en: 'count from 0 to {last}' },
  },
  'double-use': {
    severity: 'error',
    message: { zh: '“{id}”与“{other}”用同一个点“{point}”', en: '"{id}" and "{other}" use the same point "{point}"' },
    remedy: { zh: '给其中一个换一个点', en: 'wire one of them to another point' },
  },
  'wrong-device-kind': {
    severity: 'error',
    message: {
      zh: '“{id}”的 {role} 应是 {wanted}，但“{name}”是 {kind}',
      en: '{role} of "{id}" must be a {wanted}, but "{name}" is a {kind}',
    },
    remedy: { zh: '换成一个 {wanted}', en: 'name a {wanted}' },
  },
  'other-gateway': {
    severity: 'error',
    message: {
      zh: '“{id}”属于网关“{gateway}”，但“{name}”接在“{other}”上',
      en: '"{id}" belongs to gateway "{gateway}", but "{name}" is wired to "{other}"',
    },
    remedy: {
      zh: '接到同一个网关：一个代理只能读自己的设备',
      en: 'wire both to one gateway: an agent reads only devices of its own',
    },
  },
  'safety-kinds': {
    severity: 'error',
    message: {
      zh: '车道“{id}”缺少{missing}：道闸控制器上必须有常存在地感和第二种防砸',
      en: 'lane "{id}" has no {missing}: a permanent loop and a second kind must both stop the arm in its controller',
    },
    remedy: {
      zh: '在 safety 中加上接到道闸的{missing}',
      en: 'add a {missing} under `safety`, wired to the barrier',
    },
  },
  'safety-limited-presence': {
    severity: 'error',
    message: {
      zh: '车道“{id}”的“{input}”存在时间有限，会丢失停在上面的车',
      en: 'safety input "{input}" of lane "{id}" has limited presence: it loses a car that stands there',
    },
    remedy: { zh: '设为常存在模式，或换一个检测器', en: 'set the detector to permanent presence, or use another' },
  },
  'exit-down-without-power': {
    severity: 'error',
    message: {
      zh: '出口“{id}”断电后道闸不起且没有 UPS',
      en: 'the arm of exit "{id}" stays down without power, and has no UPS',
    },
    remedy: { zh: '改为 rises 或 on-ups', en: 'make it `rises` or `on-ups`' },
  },
  'lane-without-credential': {
    severity: 'error',
    message: { zh: '车道“{id}”（{direction}）没有{wanted}', en: 'lane "{id}" ({direction}) has no {wanted}' },
    remedy: {
      zh: '加上它：否则只有人工能放行',
      en: 'add it: without it only an operator can let a car pass',
    },
  },
  'fire-input-missing': {
    severity: 'warning',
    message: {
      zh: '网关“{id}”有车道，但没有读火警触点',
      en: 'gateway "{id}" has lanes, but reads no fire contact',
    },
    remedy: { zh: '把火警触点接到该网关并写入 fire_inputs', en: 'wire the contact to it and name it in `fire_inputs`' },
  },
  'bus-too-slow': {
    severity: 'error',
    message: {
      zh: '总线“{bus}”最慢一圈 {cycle_ms} ms，地感对“{id}”（{spacing_m} m，{speed_kmh} km/h）最多允许 {limit_ms} ms',
      en: 'bus "{bus}" has a worst cycle of {cycle_ms} ms; loop pair "{id}" ({spacing_m} m at {speed_kmh} km/h) bears {limit_ms} ms',
    },
    remedy: {
      zh: '换到快速总线，加大间距，或用能锁存的检测器（latched）',
      en: 'move it to a faster bus, space the loops wider, or use a detector that latches (`latched`)',
    },
  },
  'fast-input-slow': {
    severity: 'error',
    message: {
      zh: '“{id}”的“{point}”每 {cycle_ms} ms 才读一次，应不超过 50 ms',
      en: '"{point}" of "{id}" is read only every {cycle_ms} ms; 50 ms is the most',
    },
    remedy: {
      zh: '减少该总线上的快速设备，或换一条总线',
      en: 'put fewer fast devices on its bus, or use a faster one',
    },
  },
} as const satisfies Record<string, FindingText>;
