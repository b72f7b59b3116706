import type { ErrorBody } from '@berth/contract';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { z } from 'zod';

const statusOf: Partial<Record<ErrorBody['code'], number>> = {
  'not-found': 404,
  malformed: 400,
  'too-large': 413,
  'not-allowed-here': 403,
  'engine-away': 503,
  internal: 500,
};

/** Refuses a request with its code: 409 unless the code has a status of its own. */
export function refuseRequest(response: Response, code: ErrorBody['code'], message: string): void {
  const body: ErrorBody = { code, message };
  response.status(statusOf[code] ?? 409).json(body);
}

/** Null when the value does not fit; the refusal has then been sent, naming each place. */
export function readFitting<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  response: Response,
): z.infer<Schema> | null {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const places = read.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  refuseRequest(response, 'malformed', places.join('; '));
  return null;
}

/**
 * Until there are users, whatever changes something is taken from this machine alone, and from a page
 * of ours: a browser names the origin of a foreign page, and a name that leads here is not ours.
 */
export const onlyFromHere: RequestHandler = (request, response, next) => {
  const from = request.socket.remoteAddress ?? '';
  const loopback = from === '127.0.0.1' || from === '::1' || from === '::ffff:127.0.0.1';
  const host = request.headers.host ?? '';
  const origin = request.headers.origin;
  const ours = origin === undefined || origin === `http://${host}`;
  const named = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
  if (loopback && ours && named) return next();
  refuseRequest(response, 'not-allowed-here', 'commands are taken from this machine only');
};

/** What express and its body reader throw, as refusals; anything else is a bug and is logged. */
export function errorAnswers(log: Logger) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const { status, type } = error as { status?: number; type?: string };
    if (type === 'entity.too.large') return refuseRequest(response, 'too-large', 'the body is too large');
    if (status !== undefined && status >= 400 && status < 500) {
      return refuseRequest(response, 'malformed', 'the request cannot be read');
    }
    log.error({ error: error instanceof Error ? error.stack : String(error) }, 'request failed');
    refuseRequest(response, 'internal', 'a bug of ours; the log tells more');
  };
}
