/**
 * What a database of ours looks like, as the list of steps that lead there. A step that has been
 * released is never edited: the next change is a new step at the end.
 */
import type { DatabaseSync } from 'node:sqlite'
import { Finder } from './finder.ts'

/** 'caus': marks the file as ours, so that we never write into another program's database. */
const APPLICATION_ID = 0x63617573

type Step = string | ((db: DatabaseSync) => void)

/**
 * `PRAGMA user_version` counts the steps that a file has behind it.
 *
 * `rows` stores the names of logs and buffers as numbers. `rows_time` serves messages alone as one
 * range, and messages with events as two ranges that are merged, so one index is enough for both.
 * `late` is 1 for a message that is older than one before it in its log; of the others, `rows_in_time`
 * finds the seq for a time. `buffers` carries the newest times and how much there is, so that asking
 * for them never walks through history; a buffer of events alone has no `newest`. `found` is the index
 * of words, up to the row that `indexed` names: see `finder.ts`. It holds no text of its own, and what
 * leaves `rows` leaves it: of an erased word no more than a beginning stays, where it parts two pages
 * of the index, until these are merged.
 */
export const migrations: readonly Step[] = [
  `
  CREATE TABLE logs (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

  CREATE TABLE buffers (
    id INTEGER PRIMARY KEY,
    log INTEGER NOT NULL REFERENCES logs,
    name TEXT NOT NULL,
    newest INTEGER,
    newest_any INTEGER NOT NULL,
    UNIQUE (log, name)
  ) STRICT;
  CREATE INDEX buffers_newest ON buffers (log, newest, name) WHERE newest IS NOT NULL;

  CREATE TABLE rows (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    log INTEGER NOT NULL REFERENCES logs,
    buffer INTEGER NOT NULL REFERENCES buffers,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    event INTEGER NOT NULL CHECK (event IN (0, 1)),
    line TEXT NOT NULL,
    UNIQUE (buffer, id)
  ) STRICT;
  CREATE INDEX rows_log ON rows (log);
  CREATE INDEX rows_time ON rows (buffer, event, at, id);

  CREATE TABLE shelves (
    shelf TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (shelf, key)
  ) STRICT, WITHOUT ROWID;
  `,
  // An index of words that was given up: see the last step.
  '',
  `
  ALTER TABLE buffers ADD COLUMN rows INTEGER NOT NULL DEFAULT 0;
  UPDATE buffers SET rows = (SELECT count(*) FROM rows WHERE buffer = buffers.id);
  CREATE TRIGGER rows_counted AFTER DELETE ON rows BEGIN
    UPDATE buffers SET rows = rows - 1 WHERE id = old.buffer;
  END;
  `,
  `
  ALTER TABLE rows ADD COLUMN late INTEGER NOT NULL DEFAULT 0;
  UPDATE rows SET late = 1 WHERE seq IN (
    SELECT seq FROM (
      SELECT seq, at, max(at) OVER (PARTITION BY log ORDER BY seq) AS newest
      FROM rows WHERE event = 0
    ) WHERE at < newest
  );
  CREATE INDEX rows_in_time ON rows (log, at) WHERE event = 0 AND late = 0;
  `,
  (db) => {
    db.exec(`
      DROP TRIGGER IF EXISTS rows_found;
      DROP TABLE IF EXISTS found;
      CREATE VIRTUAL TABLE found USING fts5(
        place, sender, text, content = '', columnsize = 0, tokenize = 'ascii'
      );
      INSERT INTO found (found, rank) VALUES ('automerge', 16), ('secure-delete', 1);
      CREATE TABLE indexed (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
      INSERT INTO indexed VALUES (1, 0);
    `)
    const index = new Finder(db)
    while (index.write());
  },
  `
  ALTER TABLE buffers ADD COLUMN events INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE buffers ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
  UPDATE buffers SET (events, bytes) = (
    SELECT total(event), total(octet_length(line)) FROM rows WHERE buffer = buffers.id
  );
  DROP TRIGGER rows_counted;
  CREATE TRIGGER rows_counted AFTER DELETE ON rows BEGIN
    UPDATE buffers SET rows = rows - 1, events = events - old.event,
      bytes = bytes - octet_length(old.line)
    WHERE id = old.buffer;
  END;
  `,
]

/**
 * Brings a database to the newest version, one transaction per step.
 * @throws Error whose message continues a sentence that begins with the file's name.
 */
export function migrate(db: DatabaseSync, steps: readonly Step[] = migrations): void {
  const version = pragma(db, 'user_version')
  const owner = pragma(db, 'application_id')
  const tables = db.prepare('SELECT count(*) AS count FROM sqlite_schema').get()!.count as number
  if (owner !== APPLICATION_ID && (owner !== 0 || version !== 0 || tables > 0)) {
    throw new Error('is the database of another program: choose another path')
  }
  if (version > steps.length) {
    throw new Error(
      `was written by a newer causerie (its version is ${version}, ours ${steps.length}): ` +
        'update causerie, or restore the backup from before its update',
    )
  }
  for (let done = version; done < steps.length; done++) step(db, done, steps[done]!)
}

/** Reads the version again inside the transaction: another process may have been faster. */
function step(db: DatabaseSync, done: number, work: Step): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    if (pragma(db, 'user_version') === done) {
      if (typeof work === 'string') db.exec(work)
      else work(db)
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${done + 1}`)
    }
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

function pragma(db: DatabaseSync, name: string): number {
  return db.prepare(`PRAGMA ${name}`).get()![name] as number
}
