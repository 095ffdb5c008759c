/**
 * The engine's thread. Calls queue up here; each turn takes what has arrived into one batch, so
 * that while one batch waits for the disk the next one gathers: a lone write is on the disk at
 * once, a crowd shares its fsyncs, and no timer is needed.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { openFile } from './database.ts'
import { type Call, Engine, isWrite, type Outcome } from './engine.ts'
import { isDiskFault } from './faults.ts'

/** What the store tells its thread. */
export type Order = { calls: Call[] } | { closeWithinMs: number }

/**
 * What the thread tells its store. Outcomes come in the order of the calls, so that neither
 * carries a number. `trouble` is undefined when the disk has recovered.
 */
export type Report =
  | { outcomes: Outcome[] }
  | { trouble: string | undefined }
  | { ready: true }
  | { failed: string }
  | { closed: true }

/** More rows than this wait for the next transaction, so that nobody waits for all. */
const BATCH_ROWS = 256

const RETRY_FIRST_MS = 5
const RETRY_LAST_MS = 1_000

const port = parentPort!
const queue: Call[] = []
let running = false
let troubled = false
/** When closing: when a disk that still refuses is given up, on the clock of `performance`. */
let giveUpAt = Number.POSITIVE_INFINITY

const engine = open((workerData as { path: string }).path)
if (engine) {
  port.on('message', (order: Order) => {
    obey(order)
    if (!running) void work(engine)
  })
  report({ ready: true })
}

function open(path: string): Engine | undefined {
  try {
    return new Engine(openFile(path))
  } catch (error) {
    report({ failed: (error as Error).message })
    return undefined
  }
}

function obey(order: Order): void {
  if ('calls' in order) {
    for (const call of order.calls) queue.push(call)
  } else {
    giveUpAt = performance.now() + order.closeWithinMs
  }
}

async function work(engine: Engine): Promise<void> {
  running = true
  for (gather(); queue.length > 0; gather()) {
    const batch = queue.splice(0, batchLength())
    const outcomes = await persist(engine, batch)
    if (!outcomes) break
    report({ outcomes })
    engine.tend()
  }
  running = false
  if (giveUpAt < Number.POSITIVE_INFINITY) close(engine)
}

/** Takes in what was sent while the last batch kept this thread busy. */
function gather(): void {
  for (;;) {
    const next = receiveMessageOnPort(port)
    if (!next) return
    obey(next.message as Order)
  }
}

/**
 * Up to a batch's worth of rows. Reads behind the last write stay for the next batch: they need
 * no transaction, and the writes shall not wait for them.
 */
function batchLength(): number {
  let rows = 0
  let calls = 0
  let written = 0
  for (const call of queue) {
    rows += call[0] === 'append' ? call[1].length : 1
    if (rows > BATCH_ROWS && calls > 0) break
    calls++
    if (isWrite(call)) written = calls
  }
  return written || calls
}

/** @returns nothing when the store is closing and the disk has refused until the very end. */
async function persist(engine: Engine, batch: Call[]): Promise<Outcome[] | undefined> {
  for (let waitMs = RETRY_FIRST_MS; ; waitMs = Math.min(waitMs * 2, RETRY_LAST_MS)) {
    try {
      const outcomes = engine.run(batch)
      if (troubled) report({ trouble: undefined })
      troubled = false
      return outcomes
    } catch (error) {
      if (!isDiskFault(error)) throw error
      if (!troubled) report({ trouble: (error as Error).message })
      troubled = true
      if (performance.now() >= giveUpAt) return undefined
      await sleep(Math.min(waitMs, Math.max(1, giveUpAt - performance.now())))
    }
  }
}

/** What is still queued here was never answered: the store refuses it on `closed`. */
function close(engine: Engine): void {
  try {
    engine.close()
  } catch {
    // Everything answered is in the write-ahead log, which the next start reads.
  }
  report({ closed: true })
  port.close()
}

function report(report: Report): void {
  port.postMessage(report)
}
