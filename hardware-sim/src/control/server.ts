import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  driverRequestSchema,
  newFaultSchema,
  type SimulatorFaults,
  simulatorFaultKinds,
  trafficRequestSchema,
} from '@berth/contract';
import express, { type NextFunction, type Request, type Response } from 'express';
import { rateTraffic } from '../traffic/random.ts';
import type { Simulation } from '../traffic/simulation.ts';
import { applyFaults, fitsTarget } from '../world/apply-faults.ts';
import { takeInventory } from '../world/open.ts';
import { carPositions } from '../world/positions.ts';
import { takeTruth } from '../world/truth.ts';
import { askDriver } from './drivers.ts';

export interface ControlParts {
  readonly simulation: Simulation;
  readonly listen: { readonly host: string; readonly port: number };
  readonly signs: () => unknown;
  readonly devices: () => unknown;
  readonly onInventory: () => void;
}

export interface Control {
  readonly port: number;
  stop(): Promise<void>;
}

const largestBody = '100kb';

/** The simulator's control interface. Anything that does not fit is refused with 400 and a code. */
export async function startControl(parts: ControlParts): Promise<Control> {
  const server = createServer(controlApp(parts));
  server.on('connection', (socket) => socket.setNoDelay(true));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(parts.listen.port, parts.listen.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function controlApp(parts: ControlParts): express.Express {
  const { simulation } = parts;
  const { world } = simulation;
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: largestBody, strict: true }));
  app.get('/truth', (_request, response) => void response.json(takeTruth(world)));
  app.get('/cars', (request, response) => {
    const { cars } = carPositions(world);
    const wanted =
      request.query.moving === undefined
        ? cars
        : cars.filter(({ state }) => state === 'moving' || state === 'coming-out');
    response.json({ cars: wanted });
  });
  app.get('/signs', (_request, response) => void response.json({ signs: parts.signs() }));
  app.get('/devices', (_request, response) => void response.json({ devices: parts.devices() }));
  app.get('/inventory', (_request, response) => {
    response.json(takeInventory(world));
    parts.onInventory();
  });
  app.post('/traffic', (request, response) => {
    const body = fit(trafficRequestSchema, request, response);
    if (!body) return;
    if (body.hold !== undefined) world.state.hold = body.hold;
    if (body.arrivals_per_hour !== undefined) rateTraffic(simulation, body.arrivals_per_hour);
    response.json(takeTruth(world));
  });
  app.post('/drivers', (request, response) => {
    const body = fit(driverRequestSchema, request, response);
    if (!body) return;
    const car = askDriver(world, body);
    if (car === null) refuse(response, [404, 'not-found', 'no such lane, bay or parked car, or no way']);
    else response.status(201).json({ car });
  });
  routeFaults(app, parts);
  app.use((_request: Request, response: Response) => refuse(response, [404, 'not-found', 'no such path']));
  // Express tells an error handler by its four parameters.
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const { type, status } = error as { type?: string; status?: number };
    if (type === 'entity.too.large') refuse(response, [413, 'too-large', 'the body is too large']);
    else if (status === 400) refuse(response, [400, 'malformed', 'the body is no JSON']);
    else refuse(response, [500, 'internal', String(error)]);
  });
  return app;
}

function routeFaults(app: express.Express, { simulation: { world } }: ControlParts): void {
  const { physical, network } = world;
  app.get('/faults', (_request, response) => {
    const on = physical.faults.map(({ id, kind, target, until_ms }) => {
      const left_s = until_ms === null ? null : Math.max(0, (until_ms - physical.time_ms) / 1000);
      return { id, kind, target, left_s };
    });
    response.json({ kinds: [...simulatorFaultKinds], on } satisfies SimulatorFaults);
  });
  app.post('/faults', (request, response) => {
    const body = fit(newFaultSchema, request, response);
    if (!body) return;
    if (!fitsTarget(network, body.kind, body.target)) {
      refuse(response, [404, 'not-found', `${body.target} cannot have ${body.kind}`]);
      return;
    }
    const id = `fault-${world.state.next_fault++}`;
    const until_ms = body.for_s === undefined ? null : physical.time_ms + body.for_s * 1000;
    physical.faults.push({ id, kind: body.kind, target: body.target, until_ms });
    applyFaults(world);
    world.marks++;
    response.status(201).json({ id });
  });
  app.delete('/faults/:id', (request, response) => {
    const at = physical.faults.findIndex((fault) => fault.id === request.params.id);
    if (at < 0) {
      refuse(response, [404, 'not-found', 'no such fault is on']);
      return;
    }
    physical.faults.splice(at, 1);
    applyFaults(world);
    world.marks++;
    response.status(204).end();
  });
}

/** As a schema of the contract has it. */
interface Fitting<Body> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: Body }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

function fit<Body>(schema: Fitting<Body>, request: Request, response: Response): Body | null {
  const parsed = schema.safeParse(request.body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  refuse(response, [400, 'malformed', issue ? `${issue.path.join('.')}: ${issue.message}` : 'the body does not fit']);
  return null;
}

function refuse(response: Response, [status, code, message]: [number, string, string]): void {
  response.status(status).json({ code, message });
}
