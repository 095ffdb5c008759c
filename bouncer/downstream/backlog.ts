/**
 * Rows of a person's log as one device reads them.
 *
 * What happened before the device came is only what was said: a JOIN or QUIT of yesterday would
 * corrupt its list of names. What happened since is everything.
 */
import type { Row } from '#store/store.ts'
import { format, message, nickOf } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { asLines, parseKept, type Spoken } from '#wire/multiline.ts'
import { deviceTag } from '../journal.ts'
import { targetIn } from '../windows.ts'
import { hasBatch, hasServerTime, readsSeveral, render } from './dialect.ts'
import { tagged } from './voice.ts'

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
  ref: () => string,
): { lines: string[]; got: number } {
  const windows = new Map<string, Spoken[]>()
  const all: Spoken[] = []
  for (const row of rows) {
    const said = row.event ? undefined : localised(row, reader)
    if (!said || !isFor(said, reader)) continue
    all.push(said)
    const window = reader.mirror.windowOf(said) ?? ''
    windows.set(window, [...(windows.get(window) ?? []), said])
  }
  const { caps } = reader
  const lines = hasBatch(caps)
    ? [...windows].flatMap(([window, said]) => batched(window, said, reader, ref))
    : all.flatMap((said) => dated(said, caps).flatMap((one) => render(one, caps, ref)))
  return { lines, got: all.length }
}

function batched(
  window: string,
  said: Spoken[],
  { caps, mirror }: Reader,
  ref: () => string,
): string[] {
  const source = mirror.server
  const id = ref()
  const begin = { ...message('BATCH', `+${id}`, 'chathistory', window), source }
  const lines = said.flatMap((one) => dated(tagged(one, 'batch', id), caps))
  return [
    format(begin),
    ...lines.flatMap((line) => render(line, caps, ref)),
    format({ ...message('BATCH', `-${id}`), source }),
  ]
}

/**
 * A device does not get again what it showed when it was typed; nor, when it never said that it
 * understands them, our own words to somebody else: it would show them as said by a stranger.
 */
export function isFor(said: Spoken, { caps, device, mirror }: Reader): boolean {
  if (!mirror.isMe(nickOf(said.source ?? ''))) return true
  if (said.tags?.get(deviceTag) === device && !caps.has('echo-message')) return false
  if (said.verb !== 'PRIVMSG' && said.verb !== 'NOTICE') return true
  const target = mirror.support.withoutStatus(said.params[0] ?? '')
  return mirror.isChannel(target) || selfCaps.some((cap) => caps.has(cap))
}

/** COMPAT: WeeChat shows them rightly and has message-tags; HexChat does not, and has not. */
const selfCaps = ['echo-message', 'znc.in/self-message', 'message-tags']

/** In a private window our nick is today's, on either side: else clients open a second window. */
export function localised(row: Row, { mirror }: Pick<Reader, 'mirror'>): Spoken | undefined {
  const said = parseKept(row.line)
  if (!said) return undefined
  const other = targetIn(row.buffer)
  if (mirror.isChannel(other)) return said
  const from = nickOf(said.source ?? '')
  if (mirror.fold(from) !== other) {
    return { ...said, source: mirror.nick + (said.source ?? '').slice(from.length) }
  }
  return { ...said, params: [mirror.nick, ...said.params.slice(1)] }
}

/** Without server-time the clock time stands in the text, of every line. */
export function dated(said: Spoken, caps: ReadonlySet<string>): Spoken[] {
  const time = said.tags?.get('time')
  if (hasServerTime(caps) || !time) return [said]
  const lines = readsSeveral(caps) ? [said] : asLines(said)
  return lines.map((line) => withClock(line, time.slice(11, 19)))
}

function withClock(said: Spoken, clock: string): Spoken {
  const [to = '', text = ''] = said.params
  const action = '\x01ACTION '
  const head = text.startsWith(action) ? action : ''
  const parts = said.parts?.map((part, i) =>
    i === 0 ? { ...part, text: `[${clock}] ${part.text}` } : part,
  )
  return { ...said, parts, params: [to, `${head}[${clock}] ${text.slice(head.length)}`] }
}
