import { json, Router } from 'express';
import { onlyFromHere, refuseRequest } from './errors.ts';

const waitLimitMs = 3000;

/** The simulator's control interface for the page, which may only ask its own server. */
export function simulatorRoutes(simulator: string | null): Router {
  const router = Router();
  router.use('/simulator', onlyFromHere, json({ limit: 20_000 }), async (request, response) => {
    if (simulator === null) return refuseRequest(response, 'module-absent', 'this site runs without the simulator');
    const changes = request.method === 'POST';
    const answer = await fetch(simulator + request.url, {
      method: request.method,
      signal: AbortSignal.timeout(waitLimitMs),
      ...(changes ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(request.body ?? {}) } : {}),
    }).catch(() => null);
    if (!answer) return refuseRequest(response, 'module-absent', 'the simulator does not answer');
    response
      .status(answer.status)
      .type(answer.headers.get('content-type') ?? 'application/json')
      .send(Buffer.from(await answer.arrayBuffer()));
  });
  return router;
}
