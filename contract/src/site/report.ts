import type { Finding, Path, Trouble, Values } from './check/finding.ts';
import { type FindingCode, fillText, findingTexts } from './check/texts.ts';
import type { Position } from './yaml.ts';

export type Language = 'zh' | 'en';

interface Source {
  readonly file: string;
  readonly language: Language;
  readonly positionOf: (path: Path) => Position;
}

/** A trouble in words, at its place in a file. */
export function reportTrouble(
  trouble: Trouble & { readonly position?: Position },
  source: Source,
  waived: boolean,
): Finding {
  const text = findingTexts[trouble.code];
  const values = inLanguage({ id: trouble.id, ...trouble.values }, source.language);
  const { line, column } = trouble.position ?? source.positionOf(trouble.path);
  return {
    file: source.file,
    code: trouble.code,
    id: trouble.id,
    severity: severityOf(trouble.code),
    line,
    column,
    path: writePath(trouble.path),
    message: fillText(text.message[source.language], values),
    remedy: fillText(text.remedy[source.language], values),
    waived,
  };
}

const nounsZh: Readonly<Record<string, string>> = {
  area: '分区',
  level: '楼层',
  zone: '区域',
  node: '节点',
  aisle: '行车道',
  bay: '车位',
  label: '车位编号',
  lobby: '电梯厅',
  gateway: '网关',
  bus: '总线',
  device: '设备',
  lane: '车道',
  border: '地感对',
  sign: '引导屏',
  kit: '套件',
  point: '点',
  key: '键',
  walk: '步行路',
  outside: '场外',
};

/** `x_zh` stands for `x` in Chinese; names of kinds of things are translated. */
function inLanguage(values: Values, language: Language): Values {
  if (language === 'en') return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, values[`${name}_zh`] ?? nounsZh[String(value)] ?? value]),
  );
}

function severityOf(code: FindingCode): 'error' | 'warning' {
  return findingTexts[code].severity;
}

/** `rows[3].first` */
function writePath(path: Path): string {
  return path.map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`)).join('');
}
