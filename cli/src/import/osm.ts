/** What an OSM file holds, as far as Lanelet2 uses it. Ids are kept as written. */
export interface OsmMap {
  readonly nodes: ReadonlyMap<string, OsmNode>;
  readonly ways: ReadonlyMap<string, OsmWay>;
  readonly relations: readonly OsmRelation[];
}

export type Tags = ReadonlyMap<string, string>;

export interface OsmNode {
  readonly lat: number;
  readonly lon: number;
  readonly tags: Tags;
}

export interface OsmWay {
  readonly id: string;
  readonly nodes: readonly string[];
  readonly tags: Tags;
}

export interface OsmRelation {
  readonly id: string;
  readonly members: readonly { readonly type: string; readonly ref: string; readonly role: string }[];
  readonly tags: Tags;
}

/** The map cannot be read; `message` says where and why. */
export class MapError extends Error {}

interface Open {
  readonly kind: 'node' | 'way' | 'relation';
  readonly attributes: ReadonlyMap<string, string>;
  readonly tags: Map<string, string>;
  readonly refs: string[];
  readonly members: { type: string; ref: string; role: string }[];
}

/** Reads OSM XML: elements and attributes are all it uses, so that is all that is understood here. */
export function parseOsm(text: string): OsmMap {
  if (!/<osm[\s>]/.test(text)) throw new MapError('this is no OSM file: it has no <osm> element');
  const nodes = new Map<string, OsmNode>();
  const ways = new Map<string, OsmWay>();
  const relations: OsmRelation[] = [];
  let open: Open | null = null;
  const close = (): void => {
    if (open) keep(open, { nodes, ways, relations });
    open = null;
  };
  for (const { name, attributes, closes, empty } of elements(text)) {
    if (name === 'node' || name === 'way' || name === 'relation') {
      close();
      if (closes) continue;
      open = { kind: name, attributes, tags: new Map(), refs: [], members: [] };
      if (empty) close();
    } else if (open && !closes) addTo(open, name, attributes);
  }
  return { nodes, ways, relations };
}

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly closes: boolean;
  readonly empty: boolean;
}

function* elements(text: string): Generator<Element> {
  const bare = text.replace(/<!--[\s\S]*?-->/g, '');
  for (const match of bare.matchAll(/<(\/?)([a-zA-Z]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g)) {
    const [, slash = '', name = '', written = '', end = ''] = match;
    const attributes = new Map<string, string>();
    for (const [, key = '', double, single] of written.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
      attributes.set(key, withoutEntities(double ?? single ?? ''));
    yield { name, attributes, closes: slash === '/', empty: end === '/' };
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function withoutEntities(written: string): string {
  return written.replace(/&(#x?[0-9a-fA-F]+|\w+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function addTo(open: Open, name: string, attributes: ReadonlyMap<string, string>): void {
  if (name === 'tag') open.tags.set(attributes.get('k') ?? '', attributes.get('v') ?? '');
  if (name === 'nd') open.refs.push(attributes.get('ref') ?? '');
  if (name === 'member')
    open.members.push({
      type: attributes.get('type') ?? '',
      ref: attributes.get('ref') ?? '',
      role: attributes.get('role') ?? '',
    });
}

interface Parts {
  readonly nodes: Map<string, OsmNode>;
  readonly ways: Map<string, OsmWay>;
  readonly relations: OsmRelation[];
}

function keep(open: Open, { nodes, ways, relations }: Parts): void {
  const id = open.attributes.get('id');
  if (id === undefined) throw new MapError(`a ${open.kind} has no id`);
  if (open.kind === 'way') ways.set(id, { id, nodes: open.refs, tags: open.tags });
  else if (open.kind === 'relation') relations.push({ id, members: open.members, tags: open.tags });
  else {
    const [lat, lon] = [
      Number(open.attributes.get('lat') ?? Number.NaN),
      Number(open.attributes.get('lon') ?? Number.NaN),
    ];
    if (!Number.isFinite(lat) || !Number.isFinite(lon)) throw new MapError(`node ${id} has no place on the earth`);
    nodes.set(id, { lat, lon, tags: open.tags });
  }
}
