import type { z } from 'zod';
import {
  commandRequestSchema,
  commandResultSchema,
  errorBodySchema,
  healthSchema,
  occupancySchema,
  staysSchema,
} from '../http/index.ts';
import { innerSchema } from './schemas.ts';

interface Route {
  readonly path: string;
  readonly method: 'get' | 'post';
  readonly summary: string;
  readonly answers: Readonly<Record<number, z.ZodType | 'json' | 'picture'>>;
  readonly body?: z.ZodType;
  readonly query?: readonly Parameter[];
  readonly in_path?: readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly about: string;
  readonly schema: Record<string, unknown>;
}

const limit: Parameter = {
  name: 'limit',
  about: 'at most this many',
  schema: { type: 'integer', minimum: 1, maximum: 10_000, default: 1000 },
};
const after: Parameter = { name: 'after', about: 'the `next` of the page before', schema: { type: 'string' } };
const state: Parameter = {
  name: 'state',
  about: 'which stays',
  schema: { type: 'string', enum: ['open', 'closed'], default: 'open' },
};

const routes: readonly Route[] = [
  {
    path: '/api/health',
    method: 'get',
    summary: 'How every process is',
    answers: { 200: healthSchema, 503: healthSchema },
  },
  { path: '/api/site', method: 'get', summary: 'The site, generators written out', answers: { 200: 'json' } },
  {
    path: '/api/occupancy',
    method: 'get',
    summary: 'Counts of zones, levels, areas and site, with age and trust',
    answers: { 200: occupancySchema },
  },
  {
    path: '/api/stays',
    method: 'get',
    summary: 'Stays, newest first',
    query: [state, limit, after],
    answers: { 200: staysSchema, 400: errorBodySchema },
  },
  {
    path: '/api/events',
    method: 'get',
    summary: 'Events as stored, newest first',
    query: [limit, after],
    answers: { 200: 'json', 400: errorBodySchema },
  },
  {
    path: '/api/pictures/{hash}',
    method: 'get',
    summary: 'A picture by its SHA-256',
    in_path: ['hash'],
    answers: { 200: 'picture', 404: errorBodySchema },
  },
  {
    path: '/api/commands',
    method: 'post',
    summary: 'Asks for something to be done, from this machine only; the same id again does nothing twice',
    body: commandRequestSchema,
    answers: {
      200: commandResultSchema,
      400: errorBodySchema,
      403: errorBodySchema,
      409: errorBodySchema,
      413: errorBodySchema,
      503: errorBodySchema,
    },
  },
];

/** OpenAPI 3.1 of the HTTP interface. */
export function openApi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Berth',
      version: '1',
      description: 'Times are RFC 3339 in UTC. Lists have `next`: a cursor, or null at the end.',
    },
    paths,
  };
}

function operationOf(route: Route): Record<string, unknown> {
  const inPath = (route.in_path ?? []).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = (route.query ?? []).map(({ name, about, schema }) => ({
    name,
    in: 'query',
    description: about,
    schema,
  }));
  const responses = Object.entries(route.answers).map(([status, answer]) => [
    status,
    { description: meaning[status] ?? '', content: contentOf(answer) },
  ]);
  return {
    summary: route.summary,
    parameters: [...inPath, ...inQuery],
    ...(route.body ? { requestBody: { required: true, content: contentOf(route.body) } } : {}),
    responses: Object.fromEntries(responses),
  };
}

const meaning: Readonly<Record<string, string>> = {
  200: 'done',
  400: 'does not fit',
  403: 'not from here',
  404: 'not there',
  409: 'refused',
  413: 'too large',
  503: 'engine or broker is away',
};

function contentOf(answer: z.ZodType | 'json' | 'picture'): Record<string, unknown> {
  if (answer === 'picture') return { 'image/jpeg': {}, 'image/png': {} };
  return { 'application/json': { schema: answer === 'json' ? { type: 'object' } : innerSchema(answer) } };
}
