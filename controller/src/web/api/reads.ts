import { eventsQuerySchema, type Health, type OccupancyBody, type StayBody, staysQuerySchema } from '@berth/contract';
import type { Site } from '@berth/domain/site';
import type { Stay } from '@berth/domain/stay';
import { Router } from 'express';
import type { History } from '../../store/index.ts';
import { readFitting, refuseRequest } from './errors.ts';

/** What the read routes are made from. */
export interface Reads {
  readonly site: Site;
  readonly history: () => Promise<History>;
  readonly occupancy: () => OccupancyBody;
  readonly health: () => { body: Health; up: boolean };
  readonly pictures_dir: string;
}

/** Everything that may be asked and changes nothing. */
export function readRoutes(reads: Reads): Router {
  const router = Router();
  const siteText = JSON.stringify(reads.site);

  router.get('/health', (_request, response) => {
    const { body, up } = reads.health();
    response.status(up ? 200 : 503).json(body);
  });
  router.get('/site', (_request, response) => {
    response.type('application/json').send(siteText);
  });
  router.get('/occupancy', (_request, response) => {
    response.json(reads.occupancy());
  });
  router.get('/stays', async (request, response) => {
    const query = readFitting(staysQuerySchema, request.query, response);
    if (!query) return;
    const history = await reads.history();
    const page = await history.stays({ state: query.state, limit: query.limit, after: query.after ?? null });
    response.json({ stays: page.rows.map((row) => stayBody(row.body as Stay)), next: page.next });
  });
  router.get('/events', async (request, response) => {
    const query = readFitting(eventsQuerySchema, request.query, response);
    if (!query) return;
    const history = await reads.history();
    const events = await history.lastEvents({ limit: query.limit, before: query.after ?? null });
    const last = events.at(-1)?.revision ?? 1;
    response.json({ events, next: events.length === query.limit && last > 1 ? String(last) : null });
  });
  router.get('/pictures/:hash', async (request, response) => {
    const { hash } = request.params;
    if (!/^[0-9a-f]{64}$/.test(hash)) return refuseRequest(response, 'malformed', 'no picture hash');
    for (const ending of ['jpg', 'png']) {
      const sent = await new Promise<boolean>((resolve) => {
        const file = `${hash.slice(0, 2)}/${hash}.${ending}`;
        const options = { root: reads.pictures_dir, immutable: true, maxAge: 86_400_000 };
        response.sendFile(file, options, (error) => resolve(error === undefined || error === null));
      });
      if (sent) return;
    }
    if (!response.headersSent) refuseRequest(response, 'not-found', 'no such picture');
  });
  return router;
}

const time = (instant: number): string => new Date(instant).toISOString();
const timeOrNull = (instant: number | null): string | null => (instant === null ? null : time(instant));

function stayBody(stay: Stay): StayBody {
  const crossings = [stay.entry, ...stay.inner, ...(stay.exit ? [stay.exit] : [])];
  return {
    id: stay.id,
    credential: stay.credential,
    entry: { lane: stay.entry.lane, at: time(stay.entry.at) },
    exit: stay.exit && { lane: stay.exit.lane, at: time(stay.exit.at) },
    state: stay.phase,
    doubt: stay.doubt,
    segments: stay.segments.map(({ area, lane, since, until }) => ({
      area,
      lane,
      since: time(since),
      until: timeOrNull(until),
    })),
    pictures: crossings.flatMap((crossing) => crossing.pictures),
  };
}
