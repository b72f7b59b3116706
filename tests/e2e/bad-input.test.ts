import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Suite, startSuite } from './suite.ts';

let suite: Suite;

beforeAll(async () => {
  suite = await startSuite(['--seed', '7']);
  await eventually(suite.health, ({ status_code }) => status_code === 200, 30_000);
});
afterAll(() => suite?.end());

const command = { id: 'a', actor: 'test', reason: 'a test', command: { kind: 'raise', lane: 'no-such-lane' } };

describe('bad input over HTTP is refused with its code', () => {
  it.each([
    ['no JSON', '{', 400, 'malformed'],
    ['an empty body', '', 400, 'malformed'],
    ['a list', '[]', 400, 'malformed'],
    ['an unknown command', JSON.stringify({ ...command, command: { kind: 'explode' } }), 400, 'malformed'],
    ['an unknown field', JSON.stringify({ ...command, more: 1 }), 400, 'malformed'],
    ['a lane that is not there', JSON.stringify(command), 404, 'not-found'],
    [
      'no reason',
      JSON.stringify({ ...command, id: 'b', reason: '', command: { kind: 'raise', lane: 'entry-1' } }),
      409,
      'reason-missing',
    ],
    ['a body too large', `"${'x'.repeat(3_000_000)}"`, 413, 'too-large'],
  ])('%s', async (_what, body, status, code) => {
    const answer = await fetch(`${suite.page}/api/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
  });

  it.each([
    '/api/stays?state=none',
    '/api/stays?limit=0',
    '/api/stays?limit=many',
    '/api/events?after=-1',
    '/api/pictures/none',
  ])('%s', async (path) => {
    const answer = await fetch(suite.page + path);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'malformed']);
  });

  it.each(['/api/none', '/none', `/api/pictures/${'0'.repeat(64)}`])('%s is not there', async (path) => {
    const answer = await fetch(suite.page + path);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'not-found']);
  });

  it('a command from a foreign page, or under a foreign name', async () => {
    const foreign = await fetch(`${suite.page}/api/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://elsewhere.example' },
      body: JSON.stringify(command),
    });
    expect(foreign.status).toBe(403);
    expect(await postAs('elsewhere.example')).toBe(403);
  });

  it('and the suite is as well as before', async () => {
    expect((await suite.health()).status_code).toBe(200);
  });
});

/** Posts with a Host header of our choice, which fetch does not let one set. */
function postAs(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${suite.page}/api/commands`,
      { method: 'POST', headers: { host, 'content-type': 'application/json' } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    asked.on('error', reject);
    asked.end(JSON.stringify(command));
  });
}
