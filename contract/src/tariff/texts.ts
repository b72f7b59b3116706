/** What `berth check` can find in a tariff, beside what any file can have wrong. */
export const tariffTexts = {
  'tariff-gap': {
    severity: 'error',
    message: { zh: '“{id}”在 {when} 没有费率', en: '"{id}" has no band for {when}' },
    remedy: {
      zh: '加一个时段，或加一个没有 when 的时段（可写 free: true）',
      en: 'add a band for it, or one without `when` (perhaps with `free: true`)',
    },
  },
  'tariff-overlap': {
    severity: 'error',
    message: {
      zh: '“{id}”中的时段“{one}”和“{other}”在 {when} 重叠',
      en: '"{id}": bands "{one}" and "{other}" both hold on {when}',
    },
    remedy: { zh: '改正时间，或用 priority 说明哪个优先', en: 'correct their times, or say by `priority` which wins' },
  },
  'tariff-unreachable': {
    severity: 'error',
    message: { zh: '“{id}”永远不会用到：{why_zh}', en: '"{id}" is never used: {why}' },
    remedy: { zh: '删除它，或改正它前面的内容', en: 'take it out, or correct what stands before it' },
  },
  'longer-costs-less': {
    severity: 'error',
    message: {
      zh: '从 {entry} 停到 {longer} 收 {longer_fee}，停到 {shorter} 却收 {shorter_fee}',
      en: 'from {entry} to {longer} costs {longer_fee}, but leaving sooner, at {shorter}, costs {shorter_fee}',
    },
    remedy: {
      zh: '改正费率；若本就如此，写 longer_may_cost_less: 原因',
      en: 'correct the tariff; if it is meant so, write `longer_may_cost_less:` and why',
    },
  },
  'example-wrong': {
    severity: 'error',
    message: { zh: '例子应为 {wanted}，算得 {found}', en: 'the example says {wanted}, the tariff gives {found}' },
    remedy: {
      zh: '改正费率或例子；用 berth fee 看明细',
      en: 'correct the tariff or the example; `berth fee` shows the lines',
    },
  },
} as const;
