import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreFailure } from '../port.ts';
import type { Connection } from './connection.ts';
import { connect } from './connection.ts';
import { migrations as allMigrations, applicationId, schema, schemaVersion } from './schema.ts';

export interface SchemaSteps {
  readonly version: number;
  readonly schema: string;
  readonly migrations: readonly string[];
}

const current: SchemaSteps = { version: schemaVersion, schema, migrations: allMigrations };

/** Opens, makes or lifts the file; throws a StoreFailure that says what to do where it must not be touched. */
export async function openDatabase(file: string, steps: SchemaSteps = current): Promise<Connection> {
  await mkdir(dirname(file), { recursive: true });
  const connection = await connect(file, 'write');
  try {
    await connection.run('PRAGMA busy_timeout = 2000');
    await bringUp(connection, file, steps);
    await connection.get('PRAGMA journal_mode = WAL');
    await connection.run('PRAGMA synchronous = FULL');
    await connection.run('PRAGMA wal_autocheckpoint = 2000');
    await connection.run('PRAGMA cache_size = -16000');
    return connection;
  } catch (error) {
    await connection.close().catch(() => {});
    throw error;
  }
}

async function bringUp(connection: Connection, file: string, steps: SchemaSteps): Promise<void> {
  const found = await versionOf(connection, file);
  if (found === 'empty') {
    await inOneTransaction(connection, steps.schema, steps.version);
    return;
  }
  requireKnown(found, file, steps);
  for (let version = found; version < steps.version; version += 1) {
    await inOneTransaction(connection, steps.migrations[version - 1] ?? '', version + 1);
  }
}

async function inOneTransaction(connection: Connection, sql: string, version: number): Promise<void> {
  try {
    await connection.script(
      `BEGIN IMMEDIATE; ${sql} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version}; COMMIT;`,
    );
  } catch (error) {
    await connection.script('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** The version of the store in the file, or `empty`. A file that is not ours is refused. */
export async function versionOf(connection: Connection, file: string): Promise<number | 'empty'> {
  const application = Number((await connection.get('PRAGMA application_id'))?.application_id ?? 0);
  const version = Number((await connection.get('PRAGMA user_version'))?.user_version ?? 0);
  const tables = Number((await connection.get('SELECT count(*) AS n FROM sqlite_schema'))?.n ?? 0);
  if (tables === 0 && version === 0) return 'empty';
  if (application !== applicationId) {
    throw new StoreFailure('foreign', `${file} is not a Berth store`, 'name another data directory, or move it away');
  }
  return version;
}

export function requireKnown(version: number, file: string, steps: SchemaSteps = current): void {
  if (version > steps.version) {
    throw new StoreFailure(
      'newer',
      `${file} was written by a newer Berth (store version ${version}, this one knows ${steps.version})`,
      'start the newer Berth again, or put a copy from before the update in its place',
    );
  }
  if (version < steps.version - steps.migrations.length) {
    throw new StoreFailure(
      'older',
      `${file} was written by an older Berth (store version ${version}) that this one cannot lift to ${steps.version}`,
      'start with --fresh, or open it once with the Berth between the two',
    );
  }
}
