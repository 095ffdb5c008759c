/** What one person has of lines in the store, network by network and window by window. */
import type { NetworkRecord, Row, Store } from '#store/store.ts'
import { foldAscii } from '#wire/casemap.ts'

/** One of the logs of a person. */
export interface Archive {
  /** As its owner calls it; its id where it was removed; `server` for what the server keeps. */
  network: string
  /** Stands before the window in the names of the bouncer's buffers. */
  id: string
  /** Its name in the store. */
  log: string
}

/** Which part is meant; absent parts: all. Times in milliseconds since 1970, both included. */
export interface Part {
  network?: string | undefined
  window?: string | undefined
  after?: number | undefined
  before?: number | undefined
}

/** A window of an archive. */
export interface Window {
  archive: Archive
  /** The target, folded. */
  name: string
  buffer: string
  rows: number
}

const pageRows = 500

/** @param home the name of the home network */
export async function archivesOf(store: Store, key: string, home: string): Promise<Archive[]> {
  const archives: Archive[] = [{ network: home, id: home, log: `user/${key}` }]
  const records = new Map<string, NetworkRecord>(await store.networks.list(`${key}/`))
  const ids = new Set([...records.keys()].map((each) => each.slice(key.length + 1)))
  const prefix = `user/${key}/`
  for (const log of await store.log.logs(prefix)) ids.add(log.slice(prefix.length))
  ids.delete(home)
  for (const id of ids) {
    const network = records.get(`${key}/${id}`)?.name ?? id
    archives.push({ network, id, log: `${prefix}${id}` })
  }
  return [...archives, { network: 'server', id: '', log: `talk/${key}` }]
}

/** The windows that a part is about; @throws Error where there is no such network. */
export async function windowsOf(
  store: Store,
  archives: Archive[],
  { network, window }: Part,
): Promise<Window[]> {
  const same = (a: string, b: string) => foldAscii(a) === foldAscii(b)
  const wanted = archives.filter(
    (one) => network === undefined || same(one.network, network) || one.id === network,
  )
  if (wanted.length === 0) {
    const known = archives.map((one) => one.network).join(', ')
    throw new Error(`there is no network ${JSON.stringify(network)}: there are ${known}`)
  }
  const windows: Window[] = []
  for (const archive of wanted) {
    for (const { buffer, rows } of await store.log.sizes(archive.log)) {
      const name = archive.id === '' ? buffer : buffer.slice(buffer.indexOf('/') + 1)
      if (window === undefined || same(name, window)) windows.push({ archive, name, buffer, rows })
    }
  }
  return windows
}

/** The rows of a window in the order of time, a page at a time: however many, few are in memory. */
export async function* rowsOf(
  store: Store,
  { archive: { log }, buffer }: Window,
  { after, before }: Part,
): AsyncGenerator<Row[]> {
  const upper = before === undefined ? undefined : { at: before + 1 }
  let place: { at: number; id?: string } | undefined =
    after === undefined ? undefined : { at: after - 1 }
  for (;;) {
    const bounds = { after: place, before: upper }
    const where = { log, buffer, events: true, keep: 'oldest' as const, limit: pageRows }
    const rows = await store.log.page({ ...where, ...bounds })
    if (rows.length > 0) yield rows
    if (rows.length < pageRows) return
    const last = rows.at(-1)!
    place = { at: last.at, id: last.id }
  }
}
