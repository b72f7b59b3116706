import iconv from 'iconv-lite';

/** Text as GBK bytes. A character that GBK has not becomes `?`. */
export function toGbk(text: string): Uint8Array {
  return iconv.encode(text, 'gbk');
}
