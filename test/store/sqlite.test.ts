import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { openStore } from '#store/open.ts'
import { migrate, migrations } from '#store/sqlite/schema.ts'
import { row } from './contract/sample.ts'
import { contract } from './contract.ts'

const root = mkdtempSync(join(tmpdir(), 'causerie-sqlite-'))
after(() => rmSync(root, { recursive: true, force: true }))

let directories = 0
const directory = () => join(root, String(directories++))

contract('memory', () => openStore('memory:'))
contract('sqlite', () => openStore(`sqlite:${directory()}`))

const every = { log: 'channel/1', buffer: '', keep: 'oldest', limit: 10_000, events: true } as const

test('a store is what it was after it was closed', async () => {
  const path = directory()
  const seqs: number[] = []
  for (const id of ['a', 'b']) {
    await using store = await openStore(`sqlite:${path}`)
    seqs.push(...(await store.log.append([row(id, 1)])))
    assert.equal(await store.accounts.add(id, { name: id } as never), true)
  }
  await using store = await openStore(`sqlite:${path}`)
  assert.deepEqual(
    (await store.log.page(every)).map(({ seq }) => seq),
    seqs,
  )
  assert.deepEqual(
    (await store.accounts.list()).map(([key]) => key),
    ['a', 'b'],
  )
})

test('the file is its owner’s alone, and closing leaves no log beside it', async () => {
  const path = directory()
  const store = await openStore(`sqlite:${path}`)
  await store.log.append([row('a', 1)])
  assert.equal(statSync(path).mode & 0o777, 0o700)
  for (const file of ['causerie.db', 'causerie.db-wal']) {
    assert.equal(statSync(join(path, file)).mode & 0o777, 0o600)
  }
  await store[Symbol.asyncDispose]()
  assert.equal(statSync(join(path, 'causerie.db-wal'), { throwIfNoEntry: false }), undefined)
})

test('what was settled survives kill -9 at a random moment', async () => {
  const address = `sqlite:${directory()}`
  const appender = join(import.meta.dirname, 'appender.ts')
  const printed: string[] = []
  for (const prefix of ['a', 'b', 'c']) {
    const child = spawn(process.execPath, [appender, address, prefix], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    const closed = once(child, 'close')
    await once(child.stdout, 'data')
    await sleep(Math.random() * 100)
    child.kill('SIGKILL')
    await closed
    // The last line may have been cut by the kill itself.
    printed.push(...output.split('\n').slice(0, -1))
  }
  await using store = await openStore(address)
  const kept = (await store.log.since('l', 0, Number.POSITIVE_INFINITY)).map(({ id }) => id)
  assert.ok(printed.length > 3)
  assert.deepEqual(new Set(printed).difference(new Set(kept)), new Set())
  assert.deepEqual(kept, kept.toSorted())
})

/** Another program that holds the database, so that SQLite answers SQLITE_BUSY. */
function lock(path: string): DatabaseSync {
  const other = new DatabaseSync(join(path, 'causerie.db'))
  other.exec('BEGIN IMMEDIATE')
  return other
}

test('while the disk refuses nothing is lost or reordered; trouble is told once', async () => {
  const path = directory()
  await using store = await openStore(`sqlite:${path}`)
  const told: (string | undefined)[] = []
  const troubled = Promise.withResolvers<void>()
  store.trouble.heed((error) => {
    told.push(error?.message)
    troubled.resolve()
  })
  const other = lock(path)
  const settled: string[] = []
  const append = async (id: string) => {
    await store.log.append([row(id, 1)])
    settled.push(id)
  }
  const calls = [append('a'), append('b')]
  await troubled.promise
  calls.push(append('c'))
  const read = store.log.page(every)
  await sleep(100)
  assert.deepEqual([settled, store.unsafe.rows], [[], 3])
  other.exec('ROLLBACK')
  other.close()
  await Promise.all(calls)
  assert.deepEqual(settled, ['a', 'b', 'c'])
  assert.deepEqual(
    (await read).map(({ id }) => id),
    ['a', 'b', 'c'],
  )
  assert.deepEqual(told, ['database is locked', undefined])
})

test('a store that is closed while the disk refuses rejects what is not safe', async () => {
  const path = directory()
  const store = await openStore(`sqlite:${path}`, { closeWithinMs: 50 })
  await store.log.append([row('safe', 1)])
  const other = lock(path)
  const append = store.log.append([row('lost', 1)])
  const refused = assert.rejects(append, /closed before the disk took this/)
  await store[Symbol.asyncDispose]()
  await refused
  other.close()
  await using again = await openStore(`sqlite:${path}`)
  assert.deepEqual(
    (await again.log.page(every)).map(({ id }) => id),
    ['safe'],
  )
})

test('two processes may use one file: each sees what the other has written', async () => {
  const address = `sqlite:${directory()}`
  await using server = await openStore(address)
  await using command = await openStore(address)
  await Promise.all(
    Array.from({ length: 100 }, (_, i) => [
      server.log.append([row(`s${i}`, i)]),
      command.log.append([row(`c${i}`, i)]),
    ]).flat(),
  )
  assert.equal((await server.log.page(every)).length, 200)
  await command.log.forget('channel/1')
  await server.log.append([row('s1', 1)])
  assert.deepEqual(
    (await command.log.page(every)).map(({ id }) => id),
    ['s1'],
  )
})

test('a store whose thread dies is loud, and every call rejects', async () => {
  const created = once(process, 'worker') as Promise<[Worker]>
  const store = await openStore(`sqlite:${directory()}`)
  const [worker] = await created
  const told: (Error | undefined)[] = []
  store.trouble.heed((error) => told.push(error))
  const append = assert.rejects(store.log.append([row('a', 1)]), /broken down/)
  await worker.terminate()
  await append
  await assert.rejects(store.accounts.get('ann'), /broken down/)
  assert.match(told[0]!.message, /broken down/)
  assert.equal(told.length, 1)
  assert.equal(store.unsafe.rows, 0)
  await store[Symbol.asyncDispose]()
})

test('a store that cannot be opened says why in one line, and what to do', async () => {
  const junk = join(root, 'junk.db')
  writeFileSync(junk, 'a text, and no database\n'.repeat(200))
  const foreign = join(root, 'foreign.db')
  using other = new DatabaseSync(foreign)
  other.exec('CREATE TABLE theirs (x)')
  const newer = join(root, 'newer')
  await (await openStore(`sqlite:${newer}`))[Symbol.asyncDispose]()
  using future = new DatabaseSync(join(newer, 'causerie.db'))
  future.exec('PRAGMA user_version = 999')

  const cases: [address: string, message: RegExp][] = [
    ['redis', /^The store address "redis" is unknown: write sqlite:<directory>, or memory:/],
    ['ftp://x', /^The store address "ftp:\/\/x" is unknown/],
    ['sqlite:', /^The store address "sqlite:" is unknown/],
    [`sqlite:${junk}/below`, /junk\.db\/below.* cannot be written \(ENOTDIR\): choose another dir/],
    [`sqlite:${junk}`, /junk\.db is not a database: choose another path/],
    [`sqlite:${foreign}`, /foreign\.db is the database of another program: choose another path/],
    [`sqlite:${newer}`, /newer\/causerie\.db was written by a newer causerie .* update causerie/],
  ]
  for (const [address, message] of cases) {
    await assert.rejects(openStore(address), (error: Error) => {
      assert.match(error.message, message)
      assert.doesNotMatch(error.message, /\n/)
      return true
    })
  }
  assert.equal(other.prepare('PRAGMA journal_mode').get()!.journal_mode, 'delete')
})

test('what an older version kept is found as well, and a refused call leaves no words', async () => {
  const path = directory()
  {
    mkdirSync(path)
    using old = new DatabaseSync(join(path, 'causerie.db'))
    migrate(old, migrations.slice(0, 1))
    old.exec(`
      INSERT INTO logs VALUES (1, 'channel/1');
      INSERT INTO buffers VALUES (1, 1, '', 20, 30);
      INSERT INTO rows VALUES (1, 1, 1, 'a', 20, 0, ':ann!a@h PRIVMSG #a :Milk first');
      INSERT INTO rows VALUES (2, 1, 1, 'b', 10, 0, ':bob!b@h PRIVMSG #a :no milk');
      INSERT INTO rows VALUES (3, 1, 1, 'c', 30, 1, ':milk!m@h JOIN #a')`)
  }
  await using store = await openStore(`sqlite:${path}`)
  const found = async (text: string, from = '') => {
    const places = [{ log: 'channel/1' }]
    const { rows } = await store.log.search({ places, text, from, keep: 'newest', limit: 9 })
    return rows.map(({ id }) => id).join(' ')
  }
  assert.equal(await found('milk'), 'b a')
  assert.equal(await found('milk', 'BOB'), 'b')
  const good = store.log.append([row('d', 40)])
  const bad = store.log.append([row('e', 50), { ...row('f', 60), at: Number.NaN }])
  const last = store.log.append([row('g', 70)])
  await Promise.allSettled([good, bad, last])
  assert.equal(await found('a OR d OR e OR g'), '')
  for (const [id, expected] of Object.entries({ d: 'd', e: '', f: '', g: 'g' })) {
    assert.equal(await found(id), expected)
  }
})

test('what an older version kept is indexed in little memory, however much there is', async () => {
  const path = directory()
  const count = 24_000
  {
    mkdirSync(path)
    using old = new DatabaseSync(join(path, 'causerie.db'))
    migrate(old, migrations.slice(0, 1))
    old.exec(`
      INSERT INTO logs VALUES (1, 'channel/1');
      INSERT INTO buffers VALUES (1, 1, '', ${count}, ${count});
      WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${count})
      INSERT INTO rows
      SELECT n, 1, 1, n, n, 0, ':ann!a@h PRIVMSG #a :' || printf('%.*c', 4000, 'x') FROM n`)
  }
  const code = `
    const { openFile } = await import(${JSON.stringify(import.meta.resolve('#store/sqlite/database.ts'))})
    openFile(${JSON.stringify(path)}).close()`
  const script = ['--input-type=module', '--eval', code]
  const child = spawn(process.execPath, ['--max-old-space-size=48', ...script])
  assert.deepEqual(await once(child, 'exit'), [0, null])
  await using store = await openStore(`sqlite:${path}`)
  const search = { places: [{ log: 'channel/1' }], text: `${'x'.repeat(40)}`, limit: 2 }
  const { rows } = await store.log.search({ ...search, keep: 'newest' })
  assert.deepEqual(
    rows.map(({ id }) => id),
    [String(count - 1), String(count)],
  )
})

test('of what was erased no word is left in the file, nor in the index', async () => {
  const path = directory()
  const secret = (n: number) =>
    createHash('sha256').update(`erased ${n}`).digest('hex').slice(0, 20)
  const rows = Array.from({ length: 3_000 }, (_, n) => {
    const words = n % 50 === 0 ? `${secret(n)} ${secret(n + 1)}` : `hay ${n * 7919} ${n % 613}`
    const where = n % 150 === 0 ? { buffer: 'gone' } : {}
    return row(`r${n}`, n + 1, { line: `:ann!a@h PRIVMSG #a :${words}`, ...where })
  })
  const secrets = rows.flatMap((_, n) => (n % 50 === 0 ? [secret(n), secret(n + 1)] : []))
  const texts = () => {
    const files = readdirSync(path).map((name) => readFileSync(join(path, name), 'latin1'))
    return secrets.filter((word) => files.some((text) => text.includes(word))).length
  }
  {
    await using store = await openStore(`sqlite:${path}`)
    for (let at = 0; at < rows.length; at += 100) await store.log.append(rows.slice(at, at + 100))
  }
  assert.equal(texts(), secrets.length)
  {
    await using store = await openStore(`sqlite:${path}`)
    await store.log.forget('channel/1', undefined, 'gone')
    for (let n = 0; n < rows.length; n += 50) await store.log.redact('channel/1', '', `r${n}`)
    const { rows: left } = await store.log.search({
      places: [{ log: 'channel/1' }],
      text: 'hay',
      keep: 'newest',
      limit: 9_999,
    })
    assert.equal(left.length, 2_940)
  }
  assert.equal(texts(), 0)
})
