import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { type ListenAt, listen } from '../listen.ts';
import { errorAnswers, refuseRequest } from './api/errors.ts';

/** The API under `/api`, the built pages beside it, and refusals for everything else. */
export function makeApp(routes: readonly express.Router[], pagesDir: string, log: Logger): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy':
        "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
    });
    next();
  });
  app.use('/api', ...routes, (_request, response) => refuseRequest(response, 'not-found', 'there is no such path'));
  if (existsSync(pagesDir)) app.use(express.static(pagesDir, { index: 'index.html', maxAge: 0, etag: true }));
  app.use((_request, response) => refuseRequest(response, 'not-found', 'there is no such page'));
  app.use(errorAnswers(log));
  return app;
}

export async function serve(app: Express, at: ListenAt): Promise<Server> {
  const server = createServer({ noDelay: true, headersTimeout: 10_000, requestTimeout: 30_000 }, app);
  await listen(server, at);
  return server;
}
