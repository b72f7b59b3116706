import type { LocalText } from '@berth/domain/site';
import { tariffTexts } from '../../tariff/texts.ts';
import { againstTexts, layoutTexts } from './texts-layout.ts';
import { wiringTexts } from './texts-wiring.ts';

export interface FindingText {
  readonly severity: 'error' | 'warning';
  /** `{name}` stands for a value of the finding, `{id}` for what it is about. */
  readonly message: LocalText;
  readonly remedy: LocalText;
}

const fileTexts = {
  'file-unreadable': {
    severity: 'error',
    message: { zh: '文件无法读取：{problem}', en: 'the file cannot be read: {problem}' },
    remedy: { zh: '检查路径和权限', en: 'check its path and its rights' },
  },
  'yaml-syntax': {
    severity: 'error',
    message: { zh: 'YAML 语法错误：{problem}', en: 'not YAML: {problem}' },
    remedy: { zh: '改正此处的写法', en: 'correct the writing here' },
  },
  'unknown-key': {
    severity: 'error',
    message: { zh: '未知的键“{key}”', en: 'unknown key "{key}"' },
    remedy: { zh: '{guess}', en: '{guess}' },
  },
  'bad-value': {
    severity: 'error',
    message: { zh: '值不合格：{problem}', en: 'value does not fit: {problem}' },
    remedy: { zh: '按格式改正此值（见 JSON Schema）', en: 'write a value that fits the format (see its JSON Schema)' },
  },
  'duplicate-id': {
    severity: 'error',
    message: { zh: '{noun}“{id}”已经定义（{other}）', en: '{noun} "{id}" is there already ({other})' },
    remedy: { zh: '给其中一个换一个名字', en: 'give one of them another name' },
  },
  'dangling-reference': {
    severity: 'error',
    message: { zh: '“{id}”引用了不存在的{noun}“{name}”', en: '"{id}" names {noun} "{name}", which is not there' },
    remedy: { zh: '定义它，或改正名字', en: 'define it, or correct the name' },
  },
  'kit-word-missing': {
    severity: 'error',
    message: {
      zh: '车道“{id}”没有给出套件“{kit}”需要的“{word}”',
      en: 'lane "{id}" does not give the word "{word}" that its kit "{kit}" needs',
    },
    remedy: { zh: '在该车道的 with 中写上“{word}”', en: 'write "{word}" under `with` of the lane' },
  },
  'waiver-unused': {
    severity: 'warning',
    message: { zh: '豁免“{code} {id}”没有对应的问题', en: 'the waiver "{code} {id}" waives nothing' },
    remedy: { zh: '删除它，或改正 code 和 id', en: 'take it out, or correct its code and id' },
  },
} as const satisfies Record<string, FindingText>;

/** Everything that `berth check` can find, with its texts. */
export const findingTexts = {
  ...fileTexts,
  ...wiringTexts,
  ...layoutTexts,
  ...againstTexts,
  ...tariffTexts,
} satisfies Record<string, FindingText>;

export type FindingCode = keyof typeof findingTexts;

/** The text with its values filled in; a value that is missing stays visible. */
export function fillText(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{([a-z_]+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/**
 * The plan, the pace of buses and a changed file are the owner's to judge. What is written wrongly,
 * wired to nothing, or keeps no arm off a car is not.
 */
export function isWaivable(code: string): boolean {
  return code in layoutTexts || code in againstTexts || ['bus-too-slow', 'fire-input-missing'].includes(code);
}
