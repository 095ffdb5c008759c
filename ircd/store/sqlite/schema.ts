/**
 * What a database of ours looks like, as the list of steps that lead there. A step that has been
 * released is never edited: the next change is a new step at the end.
 */
import type { DatabaseSync } from 'node:sqlite'
import { Finder, placeWords } from './finder.ts'

/** 'caus': marks the file as ours, so that we never write into another program's database. */
const APPLICATION_ID = 0x63617573

/** Rows that a step reads at once. */
const rowsAtOnce = 1_000

const foundTable = `
  CREATE VIRTUAL TABLE found USING fts5(
    place, sender, text, content = '', contentless_delete = 1, tokenize = 'ascii'
  );
  INSERT INTO found (found, rank) VALUES ('automerge', 16);
  CREATE TRIGGER rows_found AFTER DELETE ON rows WHEN old.event = 0 BEGIN
    DELETE FROM found WHERE rowid = old.seq;
  END;
  `

type Step = string | ((db: DatabaseSync) => void)

/**
 * `PRAGMA user_version` counts the steps that a file has behind it.
 *
 * `rows` stores the names of logs and buffers as numbers. `rows_time` serves messages alone as one
 * range, and messages with events as two ranges that are merged, so one index is enough for both.
 * `late` is 1 for a message that is older than one before it in its log; of the others, `rows_in_time`
 * finds the seq for a time. `buffers` carries the newest times and the number of rows, so that asking
 * for them never walks through history; a buffer of events alone has no `newest`. `found` is the index
 * of words: see `finder.ts`. It holds no text of its own, and what leaves `rows` leaves it.
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
  (db) => {
    db.exec(foundTable)
    fillIndex(db)
  },
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

interface Old {
  seq: number
  log: number
  buffer: number
  at: number
  line: string
}

/** Takes what was said before there was an index into it: few of the rows are in memory at a time. */
function fillIndex(db: DatabaseSync): void {
  const index = new Finder(db)
  const next = db.prepare(`
    SELECT seq, log, buffer, at, line FROM rows WHERE event = 0 AND seq > ?
    ORDER BY seq LIMIT ${rowsAtOnce}`)
  const newest = new Map<number, number>()
  for (let last = 0; ; ) {
    const rows = next.all(last) as unknown as Old[]
    for (const { seq, log, buffer, at, line } of rows) {
      const before = newest.get(log) ?? at
      newest.set(log, Math.max(before, at))
      index.add(seq, placeWords(log, buffer, at < before), line)
      last = seq
    }
    index.flush()
    if (rows.length < rowsAtOnce) return
  }
}

function pragma(db: DatabaseSync, name: string): number {
  return db.prepare(`PRAGMA ${name}`).get()![name] as number
}
