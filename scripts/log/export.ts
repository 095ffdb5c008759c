/**
 * Writes what a person keeps into files: as JSON Lines, of which nothing is lost, or as text in the
 * layout of ZNC's log module. A page of rows is in memory at a time.
 */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Row, Store } from '#store/store.ts'
import { nickOf, parse } from '#wire/message.ts'
import { type Part, rowsOf, type Window } from './archive.ts'
import { textLines } from './text-line.ts'

/** @param done 0 … 1 @param rows so far */
export type Tell = (done: number, rows: number, name: string) => void

/** Takes the rows of one window after another. */
interface Taker {
  rows(window: Window, rows: Row[]): Promise<void>
  end(): Promise<void>
}

/** @returns how many rows were written. */
export async function exportWindows(
  store: Store,
  windows: Window[],
  part: Part,
  taker: Taker,
  tell: Tell,
): Promise<number> {
  const all = windows.reduce((sum, { rows }) => sum + rows, 0)
  let before = 0
  let count = 0
  for (const window of windows) {
    let seen = 0
    for await (const rows of rowsOf(store, window, part)) {
      await taker.rows(window, rows)
      seen += rows.length
      tell(Math.min(1, (before + seen) / all), count + seen, windowName(window))
    }
    before += window.rows
    count += seen
  }
  await taker.end()
  return count
}

function windowName({ archive: { network }, name }: Window): string {
  return `${network}/${name}`
}

/** One object a line. @param out is not ended */
export function jsonLines(out: Writable): Taker {
  return {
    async rows({ archive: { network }, name }, rows) {
      await write(out, rows.map((row) => `${jsonOf(network, name, row)}\n`).join(''))
    },
    end: async () => {},
  }
}

function jsonOf(network: string, window: string, { at, id, line }: Row): string {
  const { verb, source = '', params = [] } = parse(line) ?? {}
  const said = verb === 'PRIVMSG' || verb === 'NOTICE'
  return JSON.stringify({
    kind: 'line',
    network,
    window,
    time: new Date(at).toISOString(),
    id,
    verb,
    from: nickOf(source),
    ...(said && { text: params[1] }),
    line,
  })
}

/** Settles when there is room for more. */
export async function write(out: Writable, text: string): Promise<void> {
  if (text !== '' && !out.write(text)) await once(out, 'drain')
}

/** `DIRECTORY/network/window/2026-01-31.log`, as ZNC's log module writes; days are UTC. */
export function textFiles(directory: string): Taker {
  const folders = new Folders(directory)
  let path = ''
  let file: Writable | undefined
  const close = async () => {
    file?.end()
    if (file) await finished(file)
    file = undefined
  }
  const open = async (folder: string, name: string) => {
    if (path === join(folder, name)) return file!
    await close()
    await mkdir(folder, { recursive: true, mode: 0o700 })
    path = join(folder, name)
    file = createWriteStream(path, { mode: 0o600 })
    await once(file, 'open')
    return file
  }
  return {
    async rows(window, rows) {
      const folder = folders.of(window)
      for (const [day, some] of byDay(rows)) {
        const text = some.flatMap(textLines).map((line) => `${line}\n`)
        await write(await open(folder, `${day}.log`), text.join(''))
      }
    },
    end: close,
  }
}

/** A folder for each window, also where names differ only in what the name of a file cannot be. */
class Folders {
  readonly #directory: string
  readonly #known = new Map<Window, string>()
  readonly #taken = new Set<string>()

  constructor(directory: string) {
    this.#directory = directory
  }

  of(window: Window): string {
    const known = this.#known.get(window)
    if (known !== undefined) return known
    const plain = join(this.#directory, safeName(window.archive.network), safeName(window.name))
    let folder = plain
    for (let n = 2; this.#taken.has(folder); n++) folder = `${plain}~${n}`
    this.#taken.add(folder)
    this.#known.set(window, folder)
    return folder
  }
}

function byDay(rows: Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, ({ at }) => new Date(at).toISOString().slice(0, 10))
}

/** A name as that of a file, wherever it leads. */
function safeName(name: string): string {
  const safe = name.replace(/[/\\\x00-\x1f]/g, '_')
  return /^\.*$/.test(safe) ? `_${safe}` : safe
}
