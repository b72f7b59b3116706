import type { FindingText } from './texts.ts';

/** Findings about the plan: what lies where, and who can drive where. */
export const layoutTexts = {
  'area-nesting': {
    severity: 'error',
    message: { zh: '分区“{id}”包含自己', en: 'area "{id}" lies within itself' },
    remedy: { zh: '改正 within', en: 'correct `within`' },
  },
  'bay-without-zone': {
    severity: 'error',
    message: {
      zh: '车位“{id}”没有区域：车道“{aisle}”也没有',
      en: 'bay "{id}" has no zone, nor has its aisle "{aisle}"',
    },
    remedy: { zh: '给行车道或车位写上 zone', en: 'give the aisle or the bay a `zone`' },
  },
  'bay-off-aisle': {
    severity: 'error',
    message: { zh: '车位“{id}”超出行车道“{aisle}”', en: 'bay "{id}" lies beyond the end of aisle "{aisle}"' },
    remedy: { zh: '减少车位数，或改 start_m', en: 'make the row shorter, or change `start_m`' },
  },
  'bay-zone-differs': {
    severity: 'error',
    message: {
      zh: '车位“{id}”属于“{zone}”，但从“{driven}”驶入',
      en: 'bay "{id}" is of zone "{zone}", but is driven into from "{driven}"',
    },
    remedy: { zh: '移动地感对，或改车位的区域', en: 'move the border, or change the zone of the bay' },
  },
  'bays-overlap': {
    severity: 'error',
    message: { zh: '车位“{id}”与“{other}”重叠 {depth_m} m', en: 'bay "{id}" lies {depth_m} m over bay "{other}"' },
    remedy: { zh: '移动其中一排', en: 'move one of the rows' },
  },
  'bay-on-aisle': {
    severity: 'error',
    message: { zh: '车位“{id}”压在行车道“{aisle}”上', en: 'bay "{id}" lies on aisle "{aisle}"' },
    remedy: { zh: '移动该排或行车道', en: 'move the row or the aisle' },
  },
  'outside-level': {
    severity: 'warning',
    message: { zh: '车位“{id}”在楼层“{level}”之外', en: 'bay "{id}" lies outside level "{level}"' },
    remedy: { zh: '改楼层轮廓，或移动车位', en: 'change the outline of the level, or move the bay' },
  },
  'border-without-counter': {
    severity: 'error',
    message: {
      zh: '行车道“{id}”从“{from}”进入“{to}”，没有地感对也没有车道',
      en: 'aisle "{id}" leads from zone "{from}" into "{to}" without a loop pair or a lane',
    },
    remedy: { zh: '在该处加一对地感（borders）', en: 'add a pair of loops there (`borders`)' },
  },
  'border-zones-differ': {
    severity: 'error',
    message: {
      zh: '“{id}”写的是“{from}”到“{to}”，行车道“{aisle}”却在“{zone}”',
      en: '"{id}" says "{from}" to "{to}", but aisle "{aisle}" is in "{zone}" there',
    },
    remedy: { zh: '改正区域', en: 'correct the zones of one of them' },
  },
  'area-without-lane': {
    severity: 'error',
    message: {
      zh: '地感对“{id}”从分区“{from}”到“{to}”：跨分区要有车道',
      en: 'loop pair "{id}" leads from area "{from}" into "{to}": areas are joined by a lane only',
    },
    remedy: { zh: '换成一条车道（inner）', en: 'put a lane there (`inner`)' },
  },
  'lane-areas': {
    severity: 'error',
    message: {
      zh: '车道“{id}”从“{from}”到“{to}”，{problem}',
      en: 'lane "{id}" leads from area "{from}" to "{to}": {problem}',
    },
    remedy: { zh: '改正 from、to 或分区', en: 'correct `from`, `to` or the areas' },
  },
  'off-aisle': {
    severity: 'error',
    message: {
      zh: '“{id}”在 {at_m} m 处，行车道“{aisle}”只有 {length_m} m',
      en: '"{id}" is {at_m} m along aisle "{aisle}", which is {length_m} m long',
    },
    remedy: { zh: '改正 at_m', en: 'correct `at_m`' },
  },
  'dead-end': {
    severity: 'error',
    message: { zh: '行车道“{id}”到“{node}”为止，无路可走', en: 'aisle "{id}" ends in nothing at "{node}"' },
    remedy: { zh: '接上一条行车道，或用 waive 的 link', en: 'add an aisle from there, or a waiver with a `link`' },
  },
  'aisle-not-reached': {
    severity: 'warning',
    message: { zh: '从入口到不了行车道“{id}”', en: 'no entry leads to aisle "{id}"' },
    remedy: { zh: '接上它，或删除它', en: 'join it to the others, or take it out' },
  },
  'lane-not-reached': {
    severity: 'error',
    message: { zh: '车道“{id}”无法到达', en: 'lane "{id}" cannot be reached' },
    remedy: { zh: '接上通往它的行车道', en: 'add an aisle that leads to it' },
  },
  'lane-not-left': {
    severity: 'error',
    message: { zh: '车道“{id}”过后无法离开车场', en: 'behind lane "{id}" there is no way out of the site' },
    remedy: { zh: '接上通往出口的行车道', en: 'add an aisle that leads on to an exit' },
  },
  'bays-not-reached': {
    severity: 'error',
    message: {
      zh: '{total} 个车位中只有 {good} 个可从入口到达，{bad} 个不能：{examples}',
      en: 'only {good} of {total} bays can be reached from an entry; {bad} cannot: {examples}',
    },
    remedy: { zh: '接上行车道，或用 waive 的 link', en: 'join their aisles, or waive with a `link`' },
  },
  'bays-not-left': {
    severity: 'error',
    message: {
      zh: '{total} 个车位中只有 {good} 个能到达出口，{bad} 个不能：{examples}',
      en: 'only {good} of {total} bays reach an exit; {bad} do not: {examples}',
    },
    remedy: { zh: '接上行车道，或用 waive 的 link', en: 'join their aisles, or waive with a `link`' },
  },
  'capacity-differs': {
    severity: 'error',
    message: {
      zh: '区域“{id}”写的是 {stated}（{what}），图上是 {counted}',
      en: 'zone "{id}" says {stated} ({what}), but the plan has {counted}',
    },
    remedy: { zh: '改正数字，或改正图', en: 'correct the number, or the plan' },
  },
} as const satisfies Record<string, FindingText>;

/** Findings about a site file that changes while cars are inside. */
export const againstTexts = {
  'bay-removed': {
    severity: 'error',
    message: { zh: '车位“{id}”不见了', en: 'bay "{id}" is gone' },
    remedy: { zh: '恢复它，或先清空并写 waive', en: 'put it back, or empty it first and waive this' },
  },
  'bay-renumbered': {
    severity: 'error',
    message: { zh: '车位“{id}”变成了“{other}”', en: 'bay "{id}" is now "{other}"' },
    remedy: { zh: '恢复编号，或先清空并写 waive', en: 'give it back its number, or empty it first and waive this' },
  },
  'bay-moved': {
    severity: 'error',
    message: { zh: '车位“{id}”从“{from}”移到“{to}”', en: 'bay "{id}" moved from zone "{from}" to "{to}"' },
    remedy: { zh: '恢复区域，或先清空并写 waive', en: 'put it back, or empty it first and waive this' },
  },
  'thing-removed': {
    severity: 'error',
    message: { zh: '{noun}“{id}”不见了，里面可能还有车', en: '{noun} "{id}" is gone, and cars may be inside' },
    remedy: { zh: '恢复它，或先清空并写 waive', en: 'put it back, or empty the site first and waive this' },
  },
  'capacity-changed': {
    severity: 'warning',
    message: { zh: '区域“{id}”的容量由 {from} 变为 {to}', en: 'zone "{id}" had {from} bays and has {to} now' },
    remedy: { zh: '核对清点后的数', en: 'correct its count when the new file is in use' },
  },
  'other-site': {
    severity: 'error',
    message: { zh: '数据属于车场“{other}”，文件是“{id}”', en: 'the data are of site "{other}", the file is of "{id}"' },
    remedy: { zh: '换一个数据目录', en: 'use another data directory' },
  },
} as const satisfies Record<string, FindingText>;
