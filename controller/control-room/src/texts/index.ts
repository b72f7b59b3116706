import type { LocalText } from '@berth/domain/site';
import { signal } from '@preact/signals';
import i18next from 'i18next';
import { en } from './en.ts';
import { type TextKey, zh } from './zh.ts';

export type Language = 'zh' | 'en';
export type { TextKey };

const remembered = localStorage.getItem('language');
const preferred: Language = navigator.language.startsWith('zh') ? 'zh' : 'en';
export const language = signal<Language>(remembered === 'zh' || remembered === 'en' ? remembered : preferred);

const texts = i18next.createInstance();
await texts.init({
  lng: language.value,
  showSupportNotice: false,
  resources: { zh: { translation: zh }, en: { translation: en } },
  interpolation: { escapeValue: false },
  keySeparator: false,
  pluralSeparator: '|',
});

/** The text in the language of the page. */
export function text(key: TextKey, values: Record<string, string | number> = {}): string {
  return texts.t(key, { ...values, lng: language.value });
}

export function isTextKey(key: string): key is TextKey {
  return key in zh;
}

/** A name of the site file in the language of the page. */
export function local(name: LocalText): string {
  return name[language.value];
}

export function switchLanguage(): void {
  language.value = language.value === 'zh' ? 'en' : 'zh';
  localStorage.setItem('language', language.value);
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
}

export function ago(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3) return text('just_now');
  if (seconds < 90) return text('seconds_ago', { count: seconds });
  const minutes = Math.round(seconds / 60);
  return minutes < 90
    ? text('minutes_ago', { count: minutes })
    : text('hours_ago', { count: Math.round(minutes / 60) });
}
