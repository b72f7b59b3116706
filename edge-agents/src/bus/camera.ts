import { createHash } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { HttpProfile } from '@berth/contract';

export interface Snapshot {
  readonly bytes: Buffer;
  readonly media_type: 'image/jpeg' | 'image/png';
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly hash: string;
}

export type SnapshotResult =
  | { readonly ok: true; readonly snapshot: Snapshot }
  | { readonly ok: false; readonly error: 'timeout' | 'unreachable' | 'status' | 'too-large' | 'no-picture' };

export interface CameraAddress {
  readonly base_url: string;
  readonly address: string | null;
}

type Failure = Extract<SnapshotResult, { ok: false }>['error'];

/** One picture from a camera, checked: whole in time, not too large, and really of its type. Never rejects. */
export function takeSnapshot(camera: CameraAddress, profile: HttpProfile): Promise<SnapshotResult> {
  const { path, media_type, timeout_ms, max_bytes } = profile.snapshot;
  const url = snapshotUrl(camera, path);
  if (!url) return Promise.resolve({ ok: false, error: 'unreachable' });
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const fail = (error: Failure) => {
      clearTimeout(timer);
      resolve({ ok: false, error });
      asked.destroy();
    };
    const timer = setTimeout(() => fail('timeout'), timeout_ms);
    const asked = request(url, { agent: false, headers: { accept: media_type } }, (answer) => {
      const chunks: Buffer[] = [];
      let length = 0;
      if (answer.statusCode !== 200) fail('status');
      answer.on('error', () => fail('unreachable'));
      answer.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > max_bytes) fail('too-large');
        else chunks.push(chunk);
      });
      answer.on('end', () => {
        clearTimeout(timer);
        const bytes = Buffer.concat(chunks);
        const said = (answer.headers['content-type'] ?? media_type).split(';')[0]?.trim();
        if (!answer.complete || said !== media_type || !looksLike(media_type, bytes)) fail('no-picture');
        else resolve({ ok: true, snapshot: { bytes, media_type, hash: hashOf(bytes) } });
      });
    });
    asked.on('error', () => fail('unreachable'));
    asked.end();
  });
}

function snapshotUrl(camera: CameraAddress, path: string): URL | null {
  const whole =
    camera.base_url.replace(/\/$/, '') + path.replace('{address}', encodeURIComponent(camera.address ?? ''));
  const url = URL.canParse(whole) ? new URL(whole) : null;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : null;
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The first bytes of the file formats: JPEG begins with FF D8 FF, PNG with its signature. */
function looksLike(media_type: Snapshot['media_type'], bytes: Buffer): boolean {
  const start = media_type === 'image/jpeg' ? 'ffd8ff' : '89504e470d0a1a0a';
  return bytes.subarray(0, start.length / 2).toString('hex') === start;
}
