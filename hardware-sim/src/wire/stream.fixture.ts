import { Duplex } from 'node:stream';

/** A serial line's end: what is written to it is gathered in `out`, and what is pushed is heard. */
export function recordingStream(): { readonly stream: Duplex; readonly out: readonly Buffer[] } {
  const out: Buffer[] = [];
  const stream = new Duplex({
    read: () => undefined,
    write: (bytes, _encoding, done) => {
      out.push(bytes);
      done();
    },
  });
  return { stream, out };
}
