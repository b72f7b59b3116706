/**
 * Decimals of minor units that are not 2, by ISO 4217 (list one of 2024). TWD has 2 there, though
 * nobody pays cents.
 */
const decimalsOf: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
  CLF: 4,
  UYW: 4,
};

/** Decimals of a currency, or null when there is no such code. */
export function currencyDecimals(code: string): number | null {
  if (!/^[A-Z]{3}$/.test(code)) return null;
  const known = decimalsOf[code];
  if (known !== undefined) return known;
  return Intl.supportedValuesOf('currency').includes(code) ? 2 : null;
}

/** Whole minor units of an amount as people write it; null when it has a fraction of one. */
export function minorOf(amount: number | string, decimals: number): number | null {
  const [whole = '', fraction = ''] = String(amount).split('.');
  if (!/^\d+$/.test(whole) || !/^\d*$/.test(fraction)) return null;
  if (/[1-9]/.test(fraction.slice(decimals))) return null;
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return Number.isSafeInteger(minor) ? minor : null;
}

/** Minor units as people write them: 1228 with 2 decimals is 12.28. */
export function majorText(minor: number, decimals: number): string {
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  return `${minor < 0 ? '-' : ''}${digits.slice(0, cut)}${decimals > 0 ? `.${digits.slice(cut)}` : ''}`;
}
