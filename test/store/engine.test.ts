import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { openFile, openMemory } from '#store/sqlite/database.ts'
import { type Call, Engine } from '#store/sqlite/engine.ts'
import { isDiskFault } from '#store/sqlite/faults.ts'
import { Rows } from '#store/sqlite/rows.ts'
import { migrate, migrations } from '#store/sqlite/schema.ts'
import type { Page } from '#store/store.ts'
import { row } from './contract/sample.ts'

const root = mkdtempSync(join(tmpdir(), 'causerie-engine-'))
after(() => rmSync(root, { recursive: true, force: true }))

const every: Page = { log: 'channel/1', buffer: '', keep: 'oldest', limit: 10_000, events: true }

test('of a batch with a bad call, that call alone is refused and leaves nothing', () => {
  const engine = new Engine(openMemory())
  const bad = { ...row('bad', 1), line: null as unknown as string }
  const outcomes = engine.run([
    ['append', [row('a', 1)]],
    ['append', [row('b', 2, { buffer: 'new' }), bad]],
    ['put', 'accounts', 'ann', undefined as unknown as string],
    ['append', [row('c', 3)]],
    ['page', every],
  ])
  assert.deepEqual(
    outcomes.map((outcome) => 'value' in outcome),
    [true, false, false, true, true],
  )
  const [ids] = engine.run([['page', every]]).map((outcome) => JSON.stringify(outcome))
  assert.match(ids!, /"a".*"c"/)
  assert.deepEqual(engine.run([['page', { ...every, buffer: 'new' }]]), [{ value: [] }])
})

test('a commit is on the disk when it returns', () => {
  using db = openFile(join(root, 'durable'))
  const read = (pragma: string) => Object.values(db.prepare(`PRAGMA ${pragma}`).get()!)[0]
  // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
  assert.deepEqual([read('journal_mode'), read('synchronous'), read('foreign_keys')], ['wal', 2, 1])
})

test('a full disk takes nothing of a batch, and all of it when there is room again', () => {
  const db = openFile(join(root, 'full'))
  const engine = new Engine(db)
  engine.run([['append', [row('before', 0)]]])
  const { page_count: pages } = db.prepare('PRAGMA page_count').get() as { page_count: number }
  db.exec(`PRAGMA max_page_count = ${pages + 3}`)
  const line = 'x'.repeat(400)
  const batch: Call[] = Array.from({ length: 200 }, (_, i) => [
    'append',
    [row(`${i}`, i, { line })],
  ])
  for (let attempt = 0; attempt < 2; attempt++) {
    assert.throws(() => engine.run(batch), isDiskFault)
    assert.equal((engine.run([['page', every]])[0] as { value: [] }).value.length, 1)
  }
  db.exec('PRAGMA max_page_count = 100000')
  const seqs = engine.run(batch).map((outcome) => (outcome as { value: number[] }).value[0]!)
  assert.equal(new Set(seqs).size, 200)
  assert.deepEqual(
    seqs,
    seqs.toSorted((a, b) => a - b),
  )
  engine.close()
})

/** A scan of all; that of the index of words begins at what it looks for. */
const walks = /^SCAN (?!\(|found VIRTUAL TABLE INDEX \d+:.*M)/

test('no question walks through history: each has its index', () => {
  const db = openMemory()
  const texts: string[] = []
  const listening = {
    prepare(sql: string) {
      texts.push(sql)
      return db.prepare(sql)
    },
  } as DatabaseSync
  const rows = new Rows(listening)
  rows.append([row('a', 1), row('a', 1)])
  for (const events of [true, false, 'only'] as const) {
    for (const id of ['a', undefined]) {
      for (const keep of ['oldest', 'newest'] as const) {
        rows.page({ ...every, events, keep, after: { at: 1, id }, before: { at: 2, id } })
      }
    }
    rows.page({ ...every, events })
  }
  rows.locate('channel/1', '', 'a')
  rows.since('channel/1', 0, 10)
  rows.lastSeq('channel/1')
  rows.buffers('channel/1', 0, 10, 10)
  rows.buffers('channel/1', 0, 10, 10, 'newest')
  assert.equal(rows.index.isBehind, false)
  rows.index.write()
  rows.sizes('channel/1')
  const look = { log: 'channel/1', buffer: '', text: 'a', from: 'a', after: 1, before: 2, limit: 9 }
  for (const keep of ['oldest', 'newest'] as const) {
    rows.find({ ...look, keep })
    rows.findTail({ ...look, keep })
    rows.findLate({ ...look, keep }, 0)
  }
  for (const isEventsOnly of [true, false]) {
    rows.forget({ log: 'channel/1', buffer: '', at: 10, lastSeq: 10, limit: 10, isEventsOnly })
  }
  assert.ok(texts.length > 20)
  for (const text of texts) {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${text}`).all()
    for (const { detail } of steps) assert.doesNotMatch(detail as string, walks, text)
  }
})

test('migrations run in their order, once, and keep what was there', () => {
  using db = new DatabaseSync(':memory:')
  migrate(db, migrations.slice(0, 1))
  db.exec(`
    INSERT INTO logs VALUES (1, 'channel/1');
    INSERT INTO buffers VALUES (1, 1, '', 1, 1);
    INSERT INTO rows VALUES (1, 1, 1, 'a', 1, 0, ':a PRIVMSG #a :a')`)
  const next = [...migrations, 'CREATE TABLE later (x)', 'INSERT INTO later VALUES (7)']
  migrate(db, next)
  migrate(db, next)
  assert.deepEqual({ ...db.prepare('SELECT count(*) AS n FROM later').get() }, { n: 1 })
  assert.equal(db.prepare('PRAGMA user_version').get()!.user_version, next.length)
  assert.equal(new Rows(db).page(every)[0]!.id, 'a')
  assert.deepEqual(new Rows(db).sizes('channel/1'), [{ buffer: '', rows: 1, events: 0, bytes: 16 }])
  assert.throws(() => migrate(db), /newer causerie/)
})

test('a migration that fails leaves the version before it, whole', () => {
  using db = new DatabaseSync(':memory:')
  migrate(db)
  const broken = [...migrations, 'CREATE TABLE half (x); INSERT INTO nowhere VALUES (1)']
  assert.throws(() => migrate(db, broken), /nowhere/)
  assert.equal(db.prepare('PRAGMA user_version').get()!.user_version, migrations.length)
  assert.throws(() => db.prepare('SELECT * FROM half'), /no such table/)
})
