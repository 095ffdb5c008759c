/**
 * Rows of a person's log as one device reads them.
 *
 * What happened before the device came is only what was said: a JOIN or QUIT of yesterday would
 * corrupt its list of names. What happened since is everything.
 */
import type { Row } from '#store/store.ts'
import { format, type Message, message, nickOf, parse } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { deviceTag } from '../journal.ts'
import { targetIn } from '../windows.ts'
import { hasBatch, hasServerTime, render } from './dialect.ts'

export interface Reader {
  caps: ReadonlySet<string>
  /** Its name; '' for the nameless one. */
  device: string
  mirror: Mirror
}

/** @returns the lines without CR LF, and how many of them are rows. */
export function backlog(
  rows: readonly Row[],
  reader: Reader,
  batchId: () => string,
): { lines: string[]; got: number } {
  const windows = new Map<string, Message[]>()
  const all: Message[] = []
  for (const row of rows) {
    const said = row.event ? undefined : localised(row, reader)
    if (!said || !isFor(said, reader)) continue
    all.push(said)
    const window = reader.mirror.windowOf(said) ?? ''
    windows.set(window, [...(windows.get(window) ?? []), said])
  }
  const { caps } = reader
  const lines = hasBatch(caps)
    ? [...windows].flatMap(([window, said]) => batched(window, said, reader, batchId()))
    : all.map((said) => render(dated(said, caps), caps)!)
  return { lines, got: all.length }
}

function batched(window: string, said: Message[], { caps, mirror }: Reader, id: string): string[] {
  const source = mirror.server
  const begin = { ...message('BATCH', `+${id}`, 'chathistory', window), source }
  const lines = said.map((one) => {
    const tags = new Map([['batch', id], ...(one.tags ?? [])])
    return render(dated({ ...one, tags }, caps), caps)!
  })
  return [format(begin), ...lines, format({ ...message('BATCH', `-${id}`), source })]
}

/**
 * A device does not get again what it showed when it was typed; nor, when it never said that it
 * understands them, our own words to somebody else: it would show them as said by a stranger.
 */
export function isFor(said: Message, { caps, device, mirror }: Reader): boolean {
  if (!mirror.isMe(nickOf(said.source ?? ''))) return true
  if (said.tags?.get(deviceTag) === device && !caps.has('echo-message')) return false
  if (said.verb !== 'PRIVMSG' && said.verb !== 'NOTICE') return true
  const target = mirror.support.withoutStatus(said.params[0] ?? '')
  return mirror.isChannel(target) || selfCaps.some((cap) => caps.has(cap))
}

/** COMPAT: WeeChat shows them rightly and has message-tags; HexChat does not, and has not. */
const selfCaps = ['echo-message', 'znc.in/self-message', 'message-tags']

/** In a private window our nick is today's, on either side: else clients open a second window. */
export function localised(row: Row, { mirror }: Pick<Reader, 'mirror'>): Message | undefined {
  const said = parse(row.line)
  if (!said) return undefined
  const other = targetIn(row.buffer)
  if (mirror.isChannel(other)) return said
  const from = nickOf(said.source ?? '')
  if (mirror.fold(from) !== other) {
    return { ...said, source: mirror.nick + (said.source ?? '').slice(from.length) }
  }
  return { ...said, params: [mirror.nick, ...said.params.slice(1)] }
}

/** Without server-time the clock time stands in the text. */
export function dated(said: Message, caps: ReadonlySet<string>): Message {
  const time = said.tags?.get('time')
  if (hasServerTime(caps) || !time) return said
  const [to = '', text = ''] = said.params
  const action = '\x01ACTION '
  const head = text.startsWith(action) ? action : ''
  return { ...said, params: [to, `${head}[${time.slice(11, 19)}] ${text.slice(head.length)}`] }
}
