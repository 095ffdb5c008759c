/** Which lines call a person who is not there, and how they read in a push. */
import { formatTime } from '#wire/chathistory.ts'
import { format, type Message, nickOf, type Tags } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { byteLength, shorten } from '#wire/text.ts'
import { calls } from '../downstream/relay.ts'
import { isKept } from '../windows.ts'
import { payloadBytesMax } from './post.ts'

/** Says in a push which of a person's networks it is about: its id. */
export const networkTag = 'causerie/network'

/** Tags that a push has where there is room; the id is not among them, for it must not go. */
const usefulTags = ['time', 'account', '+draft/reply']

/** @returns the window of a line that is meant for the person, or nothing. */
export function callIn(line: Message, mirror: Mirror): string | undefined {
  const { verb, source = '', params } = line
  const [to = '', text = ''] = params
  if (nickOf(source) === '' || mirror.isMe(nickOf(source))) return undefined
  if (verb === 'INVITE') return mirror.isMe(to) ? params[1] : undefined
  if (verb !== 'PRIVMSG' || !isKept(line)) return undefined
  const window = mirror.windowOf(line)
  if (window === undefined || !mirror.isChannel(window)) return window
  return calls(text, mirror.nick) ? window : undefined
}

/** @returns one IRC line, also of several, or nothing where there is no room for its text. */
export function payloadOf(line: Message, network: string): string | undefined {
  const must: Tags = new Map([[networkTag, network]])
  const id = line.tags?.get('msgid')
  if (id) must.set('msgid', id)
  const tags: Tags = new Map(must)
  for (const name of usefulTags) {
    const value = line.tags?.get(name)
    if (value !== undefined) tags.set(name, value)
  }
  const params = line.params.map((param) => param.replaceAll('\n', ' '))
  const texts = [tags, must].map((some) => format({ ...line, params, tags: some }))
  const fitting = texts.find((text) => byteLength(text) <= payloadBytesMax)
  return fitting ?? shortened({ ...line, params, tags: must })
}

/** What has no room behind the beginning of a text is read in the log. */
function shortened(line: Message): string | undefined {
  const text = line.params.at(-1) ?? ''
  const room = payloadBytesMax - byteLength(format(line)) + byteLength(text)
  if (room <= 0) return undefined
  return format({ ...line, params: [...line.params.slice(0, -1), shorten(text, room)] })
}

/** A window has been read up to a time: what was pushed of it can be taken away. */
export function readPayload(server: string, network: string, window: string, at: number): string {
  const params = [window, `timestamp=${formatTime(at)}`]
  const tags: Tags = new Map([[networkTag, network]])
  return format({ tags, source: server, verb: 'MARKREAD', params })
}
