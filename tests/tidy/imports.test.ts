import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, isTest, parseSources } from './sources.ts';

type Room =
  | 'domain'
  | 'contract'
  | 'signage'
  | 'controller'
  | 'control-room'
  | 'edge-agents'
  | 'hardware-sim'
  | 'cli'
  | 'kiosk'
  | 'simulation'
  | 'tests';

const mayImport: Record<Room, readonly string[]> = {
  domain: [],
  contract: ['@berth/domain'],
  signage: ['@berth/domain', '@berth/contract'],
  controller: ['@berth/domain', '@berth/contract', '@berth/signage'],
  'control-room': ['@berth/domain', '@berth/contract', '@berth/signage/face'],
  'edge-agents': ['@berth/domain', '@berth/contract', '@berth/signage'],
  'hardware-sim': ['@berth/domain/kernel', '@berth/domain/site', '@berth/contract', '@berth/signage'],
  cli: ['@berth/domain', '@berth/contract', '@berth/signage'],
  kiosk: ['@berth/domain', '@berth/contract', '@berth/signage/face'],
  simulation: ['@berth'],
  tests: ['@berth'],
};

function roomOf(path: string): Room | null {
  if (path.startsWith('controller/control-room/')) return 'control-room';
  const first = path.split('/')[0] ?? '';
  return first in mayImport ? (first as Room) : null;
}

function breaches(path: string, name: string, typeOnly: boolean): string | null {
  const room = roomOf(path);
  if (!room) return null;
  if (name.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(path), name));
    if (roomOf(target) !== room && room !== 'tests' && room !== 'simulation') return `reaches into ${target}`;
    return room === 'domain' ? domainBreach(path, target, typeOnly) : null;
  }
  if (!name.startsWith('@berth/')) {
    return room === 'domain' && !isTest(path) ? `domain has no dependency, not even ${name}` : null;
  }
  if (name.startsWith('@berth/domain/site') && room === 'hardware-sim' && !typeOnly && !isTest(path)) {
    return 'hardware-sim takes only types of the site';
  }
  return mayImport[room].some((allowed) => name === allowed || name.startsWith(`${allowed}/`) || allowed === '@berth')
    ? null
    : `${room} may not import ${name}`;
}

/** Nouns meet only through the kernel and, for types, the model of the site; `site` composes them. */
function domainBreach(path: string, target: string, typeOnly: boolean): string | null {
  const [, , from] = path.split('/');
  const [, , to] = target.split('/');
  if (from === to || from === 'site' || to === 'kernel') return null;
  if (to === 'site' && (typeOnly || isTest(path))) return null;
  return `${from} may not import ${to}`;
}

describe('who imports whom', () => {
  it('holds for every import of every file', () => {
    const found = parseSources().flatMap((source) =>
      importsOf(source).flatMap(({ name, typeOnly }) => {
        const breach = breaches(source.path, name, typeOnly);
        return breach ? [`${source.path}: ${breach}`] : [];
      }),
    );
    expect(found).toEqual([]);
  });

  it('is able to fail', () => {
    expect(breaches('domain/src/lane/a.ts', 'node:fs', false)).not.toBeNull();
    expect(breaches('domain/src/lane/a.ts', '../stay/index.ts', true)).not.toBeNull();
    expect(breaches('controller/src/engine/a.ts', '../../../edge-agents/src/main.ts', false)).not.toBeNull();
    expect(breaches('edge-agents/src/a.ts', '@berth/controller/x', false)).not.toBeNull();
    expect(breaches('controller/control-room/src/a.ts', '@berth/signage', false)).not.toBeNull();
    expect(breaches('hardware-sim/src/a.ts', '@berth/domain/lane', false)).not.toBeNull();
  });
});
