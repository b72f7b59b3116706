import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpProfile } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import { bindLoopback, stopServer } from '../net/listen.ts';

export interface Camera {
  readonly device: Id;
  readonly address: string;
  readonly profile: HttpProfile;
  /** The picture of this moment, in the media type of the profile. */
  picture(): Uint8Array;
}

export interface CameraServerParts {
  readonly cameras: readonly Camera[];
  isDead(device: Id): boolean;
  isGarbling(device: Id): boolean;
}

export interface CameraServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** All cameras of one HTTP bus behind one port, told apart by their paths. */
export async function serveCameras(parts: CameraServerParts, wanted: number | null): Promise<CameraServer> {
  const byPath = new Map(parts.cameras.map((camera) => [pathOf(camera), camera]));
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => answer(parts, byPath, { request, response }));
  server.on('connection', (socket: Socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  const port = await bindLoopback(server, wanted);
  return { port, stop: () => stopServer(server, sockets) };
}

function pathOf(camera: Camera): string {
  return camera.profile.snapshot.path.replaceAll('{address}', camera.address);
}

function answer(
  parts: CameraServerParts,
  byPath: ReadonlyMap<string, Camera>,
  exchange: { request: IncomingMessage; response: ServerResponse },
): void {
  const { request, response } = exchange;
  request.resume();
  const camera = byPath.get(request.url ?? '');
  if (!camera || request.method !== 'GET') {
    response.writeHead(camera ? 405 : 404, { 'content-length': 0 }).end();
    return;
  }
  // A dead camera takes the connection, as its network card does, and never answers.
  if (parts.isDead(camera.device)) return;
  const bytes = parts.isGarbling(camera.device) ? Buffer.from('\u0000camera starting\u0000') : camera.picture();
  response
    .writeHead(200, { 'content-type': camera.profile.snapshot.media_type, 'content-length': bytes.length })
    .end(bytes);
}
