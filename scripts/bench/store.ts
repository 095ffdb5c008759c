/**
 * `npm run bench -- store`: the engines beside each other, in the same run and on the same disk:
 * what is safe per second, what a lone call waits for, and what a million lines take.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'

/** Figures of one engine. Times in milliseconds. */
export interface EngineFigures {
  engine: string
  appendsPerSecond: number
  loneAppend: Latency
  pagesPerSecond: number
  lonePage: Latency
  /** Of the 50 newest messages with a word that one in ten, or in ten thousand, has. */
  searchCommon: Latency
  searchRare: Latency
  /** MiB of memory of the engine's own process for a million lines; none where it has no process. */
  memory: number | undefined
  /** MiB on the disk for a million lines. */
  disk: number
}

export interface Latency {
  half: number
  worst: number
}

/** Calls that are under way at once where throughput is measured. */
const wave = 256
const pageRows = 100
const loneCalls = 300
const searches = 20
const found = 50

export interface Load {
  /** Appended before anything is read. */
  rows: number
  pages: number
}

const full: Load = { rows: 1_000_000, pages: 5_000 }
const quick: Load = { rows: 20_000, pages: 1_000 }

export async function benchStore(words: readonly string[]): Promise<void> {
  const load = words.includes('--quick') ? quick : full
  const figures = await measureEngines(load)
  const json = `${JSON.stringify(figures, null, 2)}\n`
  process.stdout.write(words.includes('--json') ? json : readable(figures, load))
}

export async function measureEngines(load: Load): Promise<EngineFigures[]> {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-bench-'))
  try {
    return [
      await measureSqlite(join(directory, 'sqlite'), load),
      await measureRedis(directory, load),
    ]
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function measureSqlite(directory: string, load: Load): Promise<EngineFigures> {
  const store = await openStore(`sqlite:${directory}`)
  const figures = await measure(store, load)
  await store[Symbol.asyncDispose]()
  return {
    engine: 'sqlite',
    ...figures,
    memory: undefined,
    disk: await diskOf(directory, load.rows),
  }
}

async function measureRedis(directory: string, load: Load): Promise<EngineFigures> {
  await using server = await startRedis(directory)
  const before = await server.memory()
  const store = await openStore(server.address)
  const figures = await measure(store, load)
  await store[Symbol.asyncDispose]()
  const memory = perMillion((await server.memory()) - before, load.rows)
  const disk = await diskOf(join(directory, 'appendonlydir'), load.rows)
  return { engine: 'redis', ...figures, memory, disk }
}

type Measured = Omit<EngineFigures, 'engine' | 'memory' | 'disk'>

async function measure(store: Store, { rows, pages }: Load): Promise<Measured> {
  const append = (number: number) => store.log.append([row(number)])
  const page = (number: number) =>
    store.log.page({
      log: 'channel/bench',
      buffer: '',
      before: { at: (number * 7919) % rows },
      keep: 'newest',
      limit: pageRows,
      events: true,
    })
  const appendsPerSecond = await throughput(append, rows)
  const loneAppend = await latency((i) => append(rows + i))
  const pagesPerSecond = await throughput(page, pages)
  const lonePage = await latency(page)
  const search = (text: string) => () =>
    store.log.search({ places: [{ log: 'channel/bench' }], text, keep: 'newest', limit: found })
  return {
    appendsPerSecond,
    loneAppend,
    pagesPerSecond,
    lonePage,
    searchCommon: await latency(search(wordAt(0)), searches),
    searchRare: await latency(search(wordAt(vocabulary - 1)), searches),
  }
}

async function throughput(call: (number: number) => Promise<unknown>, calls: number) {
  const startedAt = performance.now()
  for (let first = 0; first < calls; first += wave) {
    await Promise.all(Array.from({ length: wave }, (_, i) => call(first + i)))
  }
  return Math.ceil(calls / wave) * wave * (1000 / (performance.now() - startedAt))
}

async function latency(
  call: (number: number) => Promise<unknown>,
  calls = loneCalls,
): Promise<Latency> {
  const times: number[] = []
  for (let i = 0; i < calls; i++) {
    const startedAt = performance.now()
    await call(i)
    times.push(performance.now() - startedAt)
  }
  times.sort((a, b) => a - b)
  return { half: times[calls >> 1]!, worst: times[Math.floor(calls * 0.99)]! }
}

function row(number: number) {
  const id = String(number).padStart(19, '0')
  const words = Array.from({ length: wordsEach }, (_, i) => wordAt(rankOf(number, i)))
  const line = `@msgid=${id};time=2026-01-01T00:00:00.000Z :ann!~ann@host PRIVMSG #tea :${words.join(' ')}`
  return { log: 'channel/bench', buffer: '', id, at: number, event: false, line }
}

/** Words of a message, and how many there are in the language that is spoken here. */
const wordsEach = 8
const vocabulary = 20_000

/** As in any language, a few words are most of what is said. */
function rankOf(number: number, i: number): number {
  const chance = ((number * wordsEach + i) * 0.618_033_988_75) % 1
  return Math.floor(vocabulary ** chance) - 1
}

function wordAt(rank: number): string {
  return `w${rank.toString(36)}`
}

async function diskOf(directory: string, rows: number): Promise<number> {
  const files = await readdir(directory)
  const sizes = await Promise.all(files.map((file) => stat(join(directory, file))))
  return perMillion(
    sizes.reduce((sum, { size }) => sum + size, 0),
    rows,
  )
}

function perMillion(bytes: number, rows: number): number {
  return (bytes / rows) * (1_000_000 / 1024 ** 2)
}

interface Server extends AsyncDisposable {
  address: string
  /** Bytes that Redis has allocated. */
  memory(): Promise<number>
}

/** A redis-server with the settings that the store demands. */
async function startRedis(directory: string): Promise<Server> {
  const port = await freePort()
  const own = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', directory, '--save', '']
  const safe = ['--appendonly', 'yes', '--appendfsync', 'always']
  const server = spawn('redis-server', [...own, ...safe], { stdio: 'ignore' })
  const failed = once(server, 'error').then(() => {
    throw new Error('redis-server cannot be started: apt-get install redis-server')
  })
  const redis = new Redis(port, '127.0.0.1', { retryStrategy: () => 20 })
  redis.on('error', () => {})
  await Promise.race([failed, redis.ping()])
  return {
    address: `redis://127.0.0.1:${port}`,
    async memory() {
      await sleep(200)
      return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1])
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect()
      await end(server)
    },
  }
}

async function end(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit')
  server.kill()
  await ended
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

export function readable(figures: EngineFigures[], { rows }: Load): string {
  const ms = ({ half, worst }: Latency) => `${half.toFixed(2)} / ${worst.toFixed(2)}`
  const whole = (value: number | undefined) =>
    value === undefined ? '–' : Math.round(value).toLocaleString('en')
  const lines: [string, (each: EngineFigures) => string][] = [
    ['', ({ engine }) => engine],
    ['rows safe on the disk, per second', (each) => whole(each.appendsPerSecond)],
    ['a lone append, ms (half / 99 %)', (each) => ms(each.loneAppend)],
    [`pages of ${pageRows} rows, per second`, (each) => whole(each.pagesPerSecond)],
    ['a lone page, ms (half / 99 %)', (each) => ms(each.lonePage)],
    [`search: a common word, ms (half / 99 %)`, (each) => ms(each.searchCommon)],
    [`search: a rare word, ms (half / 99 %)`, (each) => ms(each.searchRare)],
    ['MiB of memory for a million lines', (each) => whole(each.memory)],
    ['MiB on the disk for a million lines', (each) => whole(each.disk)],
  ]
  const table = lines.map(([title, cell]) => {
    const cells = figures.map((each) => cell(each).padStart(22)).join('')
    return `${title.padEnd(40)}${cells}\n`
  })
  return [
    `${whole(rows)} lines of about 110 bytes in one channel; ${wave} calls at once\n`,
    ...table,
  ].join('')
}
