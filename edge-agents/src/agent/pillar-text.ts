import type { FaceMessage } from '@berth/contract';
import type { DisplayText } from '@berth/domain/lane';

interface PillarText {
  readonly zh: string;
  readonly en: string;
  readonly colour: 'red' | 'green' | 'yellow';
  /** Spoken once when it comes; null: a state that is only shown. */
  readonly spoken: string | null;
}

/** What the pillar shows and says for each word of the lane rules. */
const pillarTexts: Readonly<Record<DisplayText, PillarText>> = {
  welcome: { zh: '欢迎光临', en: 'WELCOME', colour: 'green', spoken: null },
  'press-for-card': { zh: '请按键取卡', en: 'PRESS', colour: 'green', spoken: '请按键取卡' },
  'show-card': { zh: '请出示卡', en: 'CARD PLS', colour: 'green', spoken: '请出示停车卡' },
  'take-card': { zh: '请取卡', en: 'TAKE CARD', colour: 'green', spoken: '请取卡' },
  'please-wait': { zh: '请稍候', en: 'WAIT', colour: 'yellow', spoken: null },
  'drive-on': { zh: '请通行', en: 'DRIVE ON', colour: 'green', spoken: '请通行' },
  'drive-through': { zh: '请通行', en: 'DRIVE ON', colour: 'green', spoken: null },
  'wait-for-car-before': { zh: '请等前车', en: 'WAIT', colour: 'yellow', spoken: null },
  'wait-for-green': { zh: '请等绿灯', en: 'WAIT', colour: 'red', spoken: null },
  full: { zh: '车位已满', en: 'FULL', colour: 'red', spoken: '车位已满' },
  closed: { zh: '车道关闭', en: 'CLOSED', colour: 'red', spoken: null },
  'fire-no-entry': { zh: '火警禁入', en: 'NO ENTRY', colour: 'red', spoken: '火警，禁止驶入' },
  'fire-leave': { zh: '火警驶离', en: 'LEAVE', colour: 'green', spoken: '火警，请驶离' },
  'too-high': { zh: '超高禁入', en: 'TOO HIGH', colour: 'red', spoken: '车辆超高' },
  'use-other-lane': { zh: '请走他道', en: 'OTHER', colour: 'red', spoken: '请使用其他车道' },
  'card-refused': { zh: '卡无效', en: 'REFUSED', colour: 'red', spoken: '此卡无效' },
  'show-one-card': { zh: '请出示一卡', en: 'ONE CARD', colour: 'yellow', spoken: '请只出示一张卡' },
  'help-is-coming': { zh: '请稍候', en: 'HELP', colour: 'yellow', spoken: '工作人员马上到' },
};

export function pillarFace(text: DisplayText): FaceMessage {
  const { zh, en, colour, spoken } = pillarTexts[text];
  const rows = [zh, en].map((row) => ({ text: row, colour, align: 'centre' as const }));
  return spoken === null ? { rows } : { rows, spoken };
}
