/**
 * Version of the tables, in `PRAGMA user_version`. `migrations[n]` lifts a store of version n + 1 to
 * n + 2 in one transaction.
 */
export const schemaVersion = 1;

export const migrations: readonly string[] = [];

/** Marks a file as ours ("brth"), so that no other SQLite file is ever written to. */
export const applicationId = 0x62727468;

/**
 * `batch` is a view that stores nothing: inserting one row into it runs its trigger, so that a whole
 * batch with its checks is one statement, one transaction, and one sync.
 */
export const schema = `
CREATE TABLE writer (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL) STRICT;
INSERT INTO writer VALUES (1, 0);

CREATE TABLE event (
  revision INTEGER PRIMARY KEY,
  body TEXT NOT NULL,
  previous_hash BLOB
) STRICT;

CREATE TABLE outbox (id INTEGER PRIMARY KEY, effect TEXT NOT NULL) STRICT;

CREATE TABLE stay (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX stay_by_time ON stay (state, at, id);

CREATE TABLE picture (
  hash TEXT NOT NULL,
  at INTEGER NOT NULL,
  lane TEXT NOT NULL,
  passage TEXT,
  cause TEXT NOT NULL
) STRICT;
CREATE INDEX picture_by_hash ON picture (hash);
CREATE INDEX picture_by_passage ON picture (lane, passage);
CREATE INDEX picture_by_time ON picture (at);

CREATE TABLE snapshot (
  revision INTEGER PRIMARY KEY,
  state_version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT;

CREATE VIEW batch AS
  SELECT 0 AS epoch, 0 AS expected_revision, '' AS events, '' AS outbox, '' AS delivered,
    '' AS stays, '' AS pictures;

CREATE TRIGGER batch_append INSTEAD OF INSERT ON batch BEGIN
  SELECT RAISE(ABORT, 'stale-epoch') WHERE NEW.epoch <> (SELECT epoch FROM writer);
  SELECT RAISE(ABORT, 'revision-conflict')
    WHERE NEW.expected_revision <> (SELECT coalesce(max(revision), 0) FROM event);
  INSERT INTO event (revision, body)
    SELECT NEW.expected_revision + 1 + key, value FROM json_each(NEW.events);
  INSERT INTO outbox (id, effect)
    SELECT value ->> 'id', value -> 'effect' FROM json_each(NEW.outbox);
  DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(NEW.delivered));
  INSERT OR REPLACE INTO stay (id, state, at, body)
    SELECT value ->> 'id', value ->> 'state', value ->> 'at', value -> 'body' FROM json_each(NEW.stays);
  INSERT INTO picture (hash, at, lane, passage, cause)
    SELECT value ->> 'hash', value ->> 'at', value ->> 'lane', value ->> 'passage', value ->> 'cause'
    FROM json_each(NEW.pictures);
END;
`;
