/** The store alone: how many rows a second are safe on the disk, and what one costs. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import { between, cpuOf } from './usage.ts'

export interface Appends {
  rowsPerSecond: number
  /** CPU microseconds of the process for a row, the store's thread included. */
  rowUs: number
}

/** Rows that are given to the store before the next wait: a busy network's moment. */
const wave = 256

export async function measureAppends(rows: number): Promise<Appends> {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-bench-'))
  try {
    await using store = await openStore(`sqlite:${directory}`)
    await append(store, 0, wave)
    const before = cpuOf(process.pid)
    const startedAt = performance.now()
    await append(store, wave, wave + rows)
    const seconds = (performance.now() - startedAt) / 1000
    const { total } = between(before, cpuOf(process.pid))
    return { rowsPerSecond: rows / seconds, rowUs: (total * 1e6) / rows }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function append(store: Store, from: number, to: number): Promise<void> {
  for (let first = from; first < to; first += wave) {
    const numbers = Array.from({ length: Math.min(wave, to - first) }, (_, i) => first + i)
    await Promise.all(numbers.map((number) => store.log.append([row(number)])))
  }
}

function row(number: number) {
  const id = String(number).padStart(19, '0')
  const line = `@msgid=${id};time=2026-01-01T00:00:00.000Z :ann!~ann@host PRIVMSG #tea :${'x'.repeat(40)}`
  return { log: 'channel/bench', buffer: '', id, at: number, event: false, line }
}
