/** What the store says: read from a copy of the database, so that nothing is touched, or asked. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Store } from '#store/store.ts'
import { nickOf, parse } from '#wire/message.ts'

export interface Kept {
  log: string
  buffer: string
  seq: number
  id: string
  /** Who said it, and what; '' for what is not said. */
  from: string
  text: string
}

export interface Evidence {
  /** Messages, no events, in the order in which they arrived. */
  rows: Kept[]
  /** Keys are `<account>/<device>`. */
  cursors: Map<string, number>
  /** Channel names, by the id that their log is named after. */
  channels: Map<string, string>
}

export async function evidenceIn(data: string): Promise<Evidence> {
  const copy = await mkdtemp(join(tmpdir(), 'causerie-evidence-'))
  try {
    for (const file of ['causerie.db', 'causerie.db-wal']) {
      // A database that was closed well has no journal beside it.
      await copyFile(join(data, file), join(copy, file)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      })
    }
    const db = new DatabaseSync(join(copy, 'causerie.db'))
    try {
      return read(db)
    } finally {
      db.close()
    }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** The same from a store that may be in use: what was safe when it was called is in it. */
export async function evidenceOf(store: Store): Promise<Evidence> {
  const rows: Kept[] = []
  for (const log of await store.log.logs('')) {
    for (const { event, line, ...row } of await store.log.since(log, 0, Number.MAX_SAFE_INTEGER)) {
      if (!event) rows.push({ ...row, ...saidIn(line) })
    }
  }
  const cursors = (await store.cursors.list()).map(([key, { seq }]) => [key, seq] as const)
  const channels = (await store.channels.list()).map(([id, { name }]) => [id, name] as const)
  return { rows, cursors: new Map(cursors), channels: new Map(channels) }
}

const messages = `
  SELECT logs.name AS log, buffers.name AS buffer, rows.seq, rows.id, rows.line
  FROM rows JOIN logs ON logs.id = rows.log JOIN buffers ON buffers.id = rows.buffer
  WHERE rows.event = 0 ORDER BY rows.seq`

function read(db: DatabaseSync): Evidence {
  const [check] = db.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[]
  if (check?.integrity_check !== 'ok') throw new Error(`the database: ${check?.integrity_check}`)
  const found = db.prepare(messages).all() as unknown as (Omit<Kept, 'text'> & { line: string })[]
  const rows = found.map(({ line, ...row }) => ({ ...row, ...saidIn(line) }))
  const shelf = (name: string) =>
    db.prepare('SELECT key, value FROM shelves WHERE shelf = ?').all(name) as {
      key: string
      value: string
    }[]
  const cursors = shelf('cursors').map(({ key, value }) => [key, JSON.parse(value).seq] as const)
  const channels = shelf('channels').map(({ key, value }) => [key, JSON.parse(value).name] as const)
  return { rows, cursors: new Map(cursors), channels: new Map(channels) }
}

function saidIn(line: string): Pick<Kept, 'from' | 'text'> {
  const message = parse(line)
  return { from: nickOf(message?.source ?? ''), text: message?.params[1] ?? '' }
}
