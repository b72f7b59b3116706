import type { BayKind } from '@berth/domain/site';

/** The plan's colours for a dark and a light room. States differ in lightness too, not in hue alone. */
export interface PlanColours {
  readonly floor: string;
  readonly outline: string;
  readonly aisle: string;
  readonly ramp: string;
  readonly arrow: string;
  readonly free: string;
  readonly occupied: string;
  readonly unknown: string;
  readonly line: string;
  readonly car: string;
  readonly label: string;
  readonly sign: string;
  readonly signText: string;
  readonly lobby: string;
  readonly open: string;
  readonly closed: string;
  readonly doubtful: string;
  readonly kinds: Readonly<Record<BayKind, string>>;
}

const kinds = { ordinary: '', disabled: '#4c9bff', ev: '#2fd3c4', family: '#ff9bd2', vip: '#f0c24b' } as const;

export const darkPlan: PlanColours = {
  floor: '#172231',
  outline: '#3a4c63',
  aisle: '#243449',
  ramp: '#2d3a5c',
  arrow: '#53698a',
  free: '#1f9d61',
  occupied: '#7a2b36',
  unknown: '#3a4554',
  line: '#0f1722',
  car: '#e0636f',
  label: '#c7d4e4',
  sign: '#05080c',
  signText: '#4df08c',
  lobby: '#8fa8c7',
  open: '#35d07f',
  closed: '#ff6b6b',
  doubtful: '#ffc24b',
  kinds,
};

export const lightPlan: PlanColours = {
  floor: '#eef2f7',
  outline: '#a9b8ca',
  aisle: '#d9e1eb',
  ramp: '#cfd6ef',
  arrow: '#8b9bb0',
  free: '#49c18a',
  occupied: '#e2a7ac',
  unknown: '#c3ccd7',
  line: '#ffffff',
  car: '#b3303d',
  label: '#2b3a4d',
  sign: '#10161e',
  signText: '#4df08c',
  lobby: '#4d6482',
  open: '#0f8a4b',
  closed: '#c62828',
  doubtful: '#b26a00',
  kinds: { ordinary: '', disabled: '#1565d8', ev: '#0a9488', family: '#d04a94', vip: '#a97a00' },
};
