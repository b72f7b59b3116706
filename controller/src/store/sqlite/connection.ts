import sqlite3 from 'sqlite3';
import { StoreFailure } from '../port.ts';

export type Value = string | number | Buffer | null;
export type Row = Record<string, unknown>;

/** SQLite with promises. Every rejection is a StoreFailure. */
export interface Connection {
  run(sql: string, values?: readonly Value[]): Promise<void>;
  script(sql: string): Promise<void>;
  all(sql: string, values?: readonly Value[]): Promise<readonly Row[]>;
  get(sql: string, values?: readonly Value[]): Promise<Row | null>;
  /** Prepared once; calls run one after another. */
  prepare(sql: string): Promise<(values: readonly Value[]) => Promise<void>>;
  close(): Promise<void>;
}

export async function connect(file: string, mode: 'read' | 'write'): Promise<Connection> {
  const flags = mode === 'read' ? sqlite3.OPEN_READONLY : sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE;
  const statements: sqlite3.Statement[] = [];
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened: sqlite3.Database = new sqlite3.Database(file, flags, (error) =>
      error ? reject(failure(error, file)) : resolve(opened),
    );
  });
  const settle = <T>(act: (done: (error: Error | null, value?: T) => void) => void) =>
    new Promise<T | undefined>((resolve, reject) => {
      act((error, value) => (error ? reject(failure(error, file)) : resolve(value)));
    });
  return {
    run: async (sql, values = []) => void (await settle((done) => database.run(sql, values, (error) => done(error)))),
    script: async (sql) => void (await settle((done) => database.exec(sql, (error) => done(error)))),
    all: async (sql, values = []) => (await settle<Row[]>((done) => database.all<Row>(sql, values, done))) ?? [],
    get: async (sql, values = []) => (await settle<Row>((done) => database.get<Row>(sql, values, done))) ?? null,
    prepare: async (sql) => {
      const statement = await new Promise<sqlite3.Statement>((resolve, reject) => {
        const made: sqlite3.Statement = database.prepare(sql, (error: Error | null) =>
          error ? reject(failure(error, file)) : resolve(made),
        );
      });
      statements.push(statement);
      return async (values) =>
        void (await settle((done) => statement.run(values, (error: Error | null) => done(error))));
    },
    close: async () => {
      for (const statement of statements) await settle((done) => statement.finalize(() => done(null)));
      await settle((done) => database.close((error) => done(error)));
    },
  };
}

function failure(error: Error & { code?: string }, file: string): StoreFailure {
  const text = `${file}: ${error.message}`;
  switch (error.code) {
    case 'SQLITE_FULL':
      return new StoreFailure('full', text, 'make room on the disk of the data directory, then start again');
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return new StoreFailure('foreign', text, 'put the last good copy of the store back in its place');
    default:
      return new StoreFailure('failing', text, 'look at the disk and at the rights of the data directory');
  }
}
