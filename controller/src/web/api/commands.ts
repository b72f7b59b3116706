import { commandRequestSchema, type ErrorBody, largestMessageBytes } from '@berth/contract';
import { refusalCodes } from '@berth/domain/kernel';
import { json, Router } from 'express';
import type { FeedClient } from '../feed-client.ts';
import { onlyFromHere, readFitting, refuseRequest } from './errors.ts';

/** Requests of people: each is done, or refused with a code. */
export function commandRoutes(feed: FeedClient): Router {
  const router = Router();
  router.post(
    '/commands',
    onlyFromHere,
    json({ limit: 2 * largestMessageBytes, strict: true }),
    async (request, response) => {
      if (!request.is('application/json'))
        return refuseRequest(response, 'malformed', 'a body of application/json is wanted');
      const command = readFitting(commandRequestSchema, request.body, response);
      if (!command) return;
      const answer = await feed.request(command);
      if (answer.kind === 'engine-away')
        return refuseRequest(response, 'engine-away', 'the engine is away; ask again with the same id');
      const { refusal, id, revision } = answer.result;
      if (refusal !== null) return refuseRequest(response, codeOf(refusal), `refused: ${refusal}`);
      response.json({ id, revision });
    },
  );
  return router;
}

function codeOf(refusal: string): ErrorBody['code'] {
  return refusalCodes.find((code) => code === refusal) ?? 'malformed';
}
