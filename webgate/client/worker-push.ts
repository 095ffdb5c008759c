/**
 * What the service worker shows of a push: one IRC line, which the browser has opened with its own
 * key, as a notification; or which notifications a line takes away.
 */
import { parseTime } from '#wire/chathistory.ts'
import { nickOf, parse } from '#wire/message.ts'
import { mentions } from './state/entry.ts'
import { withoutFormatting } from './state/formatting.ts'
import { ignores, type Level } from './state/rules.ts'

/** A conversation, by its network's id, as `?open=` and a click name it. */
export interface Told {
  network: string
  target: string
  /** When it was said, in milliseconds since 1970; 0 where nobody knows. */
  at: number
}

/** What the reader has chosen on the page, which leaves it for the worker: see `ui/push.ts`. */
export interface Wishes {
  language: string
  ignored: string[]
  exceptions: string[]
  /** By network's id and name: `n1 bob`. */
  levels: Record<string, Level>
}

/** Where it lies. */
export const wishes = { cacheName: 'wishes', path: '/wishes' } as const

export type Shown =
  | { is: 'call'; title: string; body: string; tag: string; data: Told }
  /** Everything of that conversation up to a time has been read elsewhere. */
  | { is: 'read'; data: Told }

const textMax = 200

/** The worker has no catalogue: it runs without the page. By the browser's language. */
const invites: Record<string, (channel: string) => string> = {
  en: (channel) => `invites you to ${channel}`,
  fr: (channel) => `vous invite dans ${channel}`,
}

/** @returns nothing for a line that is no news to this person. */
export function shownOf(text: string, wishes: Wishes): Shown | undefined {
  const line = parse(text)
  if (!line) return undefined
  const { verb, source = '', tags } = line
  const [to = '', said = ''] = line.params
  const network = tags?.get('causerie/network') ?? ''
  if (verb === 'MARKREAD') {
    const at = parseTime(said.replace('timestamp=', '')) ?? 0
    return { is: 'read', data: { network, target: to, at } }
  }
  const by = nickOf(source)
  if (ignores(wishes, source)) return undefined
  const at = parseTime(tags?.get('time') ?? '') ?? 0
  const tag = tags?.get('msgid') ?? `${network} ${by} ${at}`
  if (verb === 'INVITE') {
    const body = (invites[wishes.language.slice(0, 2)] ?? invites.en!)(said)
    return { is: 'call', title: by, body, tag, data: { network, target: said, at } }
  }
  if (verb !== 'PRIVMSG') return undefined
  const isChannel = /^[~&@%+]*[#&!+]/.test(to)
  const target = isChannel ? to.replace(/^[~&@%+]+(?=[#&!+])/, '') : by
  if (!isWanted({ network, target, isChannel, said }, wishes)) return undefined
  const action = /^\x01ACTION ([^\x01]*)\x01?$/.exec(said)?.[1]
  const body = withoutFormatting(action === undefined ? said : `${by} ${action}`).slice(0, textMax)
  const title = isChannel ? `${by} · ${target}` : by
  return { is: 'call', title, body, tag, data: { network, target, at } }
}

interface Said {
  network: string
  target: string
  isChannel: boolean
  said: string
}

function isWanted({ network, target, isChannel, said }: Said, wishes: Wishes): boolean {
  const { exceptions, levels } = wishes
  const place = `${network} ${target}`.toLowerCase()
  const isQuiet = Object.keys(levels).some(
    (key) => key.toLowerCase() === place && levels[key] === 'none',
  )
  return !isQuiet && !(isChannel && exceptions.some((word) => mentions(said, word)))
}
