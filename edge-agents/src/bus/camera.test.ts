import { createHash } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpProfileSchema } from '@berth/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { takeSnapshot } from './camera.ts';

const profile = httpProfileSchema.parse({
  berth: 1,
  profile: 'camera',
  kind: 'camera',
  describes: 'a test',
  wire: 'http',
  snapshot: { path: '/snapshot/{address}', timeout_ms: 200, max_bytes: 1000 },
});

let server: Server | null = null;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  server = null;
});

async function shoot(serve: (request: IncomingMessage, response: ServerResponse) => void) {
  const made = createServer(serve);
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const { port } = made.address() as AddressInfo;
  return takeSnapshot({ base_url: `http://127.0.0.1:${port}/`, address: 'lane e1' }, profile);
}

const jpeg = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(200, 7)]);

describe('a camera', () => {
  it('gives a picture with its hash', async () => {
    let path: string | undefined = '';
    const result = await shoot((request, response) => {
      path = request.url;
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg);
    });
    expect(path).toBe('/snapshot/lane%20e1');
    const hash = createHash('sha256').update(jpeg).digest('hex');
    expect(result).toEqual({ ok: true, snapshot: { bytes: jpeg, media_type: 'image/jpeg', hash } });
  });

  it.each([
    ['a page', { 'content-type': 'text/html' }, Buffer.from('<html>'), 200, 'no-picture'],
    ['a page that says it is a picture', { 'content-type': 'image/jpeg' }, Buffer.from('<html>'), 200, 'no-picture'],
    ['a picture of another type', { 'content-type': 'image/png' }, jpeg, 200, 'no-picture'],
    ['nothing', { 'content-type': 'image/jpeg' }, Buffer.alloc(0), 200, 'no-picture'],
    ['too much', { 'content-type': 'image/jpeg' }, Buffer.concat([jpeg, Buffer.alloc(2000)]), 200, 'too-large'],
    ['a failure', {}, jpeg, 500, 'status'],
  ] as const)('that gives %s is refused', async (_, headers, body, status, error) => {
    expect(await shoot((__, response) => response.writeHead(status, headers).end(body))).toEqual({ ok: false, error });
  });

  it('that says nothing, or stops halfway, is given up in time', async () => {
    expect(await shoot(() => {})).toEqual({ ok: false, error: 'timeout' });
    const half = (_: IncomingMessage, response: ServerResponse) => response.writeHead(200).write(jpeg);
    expect(await shoot(half)).toEqual({ ok: false, error: 'timeout' });
  });

  it('that hangs up or is not there is unreachable', async () => {
    expect(await shoot((_, response) => response.destroy())).toEqual({ ok: false, error: 'unreachable' });
    const nowhere = { base_url: 'http://127.0.0.1:1', address: null };
    expect(await takeSnapshot(nowhere, profile)).toEqual({ ok: false, error: 'unreachable' });
    expect(await takeSnapshot({ base_url: 'no url', address: null }, profile)).toMatchObject({ ok: false });
  });
});
