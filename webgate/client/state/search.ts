/**
 * Looking for what was said. Answers come in the order of the questions and name none.
 * Source: https://soju.im/search
 */
import { formatTime } from '#wire/chathistory.ts'
import { format, formatTags, type Message, message, nickOf } from '#wire/message.ts'
import type { Batch } from './batches.ts'
import { timeOf } from './entry.ts'
import type { Inquiry } from './inquiry.ts'
import type { Session } from './session.ts'

export interface Query {
  text: string
  /** A conversation; without it all of them. */
  in?: string | undefined
  from?: string | undefined
  /** Milliseconds since 1970, both included. */
  after?: number | undefined
  before?: number | undefined
  /** Of a bouncer: `*` for all networks. */
  network?: string | undefined
}

export interface Hit {
  /** The conversation's name. */
  window: string
  by: string
  at: number
  text: string
  msgid: string | undefined
  /** The bouncer's id of the network, where it is another one. */
  network: string | undefined
}

export interface Found {
  /** Newest first. */
  hits: Hit[]
  /** There may be older ones. */
  more: boolean
  /** Why there are none, in the server's words. */
  refusal?: string | undefined
}

const hitsMax = 50
const nothing: Found = { hits: [], more: false }

export class Search implements Inquiry {
  readonly #session: Session
  /** Questions that were not answered, in their order. */
  #asked: ((found: Found) => void)[] = []

  constructor(session: Session) {
    this.#session = session
    session.inquiries.add(this)
  }

  /** One that was not answered yet is given up; its answer comes all the same. Never rejects. */
  ask(query: Query): Promise<Found> {
    for (const answer of this.#asked) answer(nothing)
    const line = format(message('SEARCH', formatTags(attributesOf(query))))
    if (!this.#session.options.send(line)) return Promise.resolve({ ...nothing, refusal: '' })
    return new Promise((resolve) => this.#asked.push(resolve))
  }

  gather({ type, lines }: Batch): boolean {
    if (type !== 'soju.im/search') return false
    const hits: Hit[] = []
    for (const line of lines) this.#read(line, hits)
    this.#asked.shift()?.({ hits: hits.reverse(), more: lines.length >= hitsMax })
    return true
  }

  #read(line: Message, hits: Hit[]): void {
    const window = this.#session.mirror.windowOf(line)
    const { tags, params } = line
    const text = /^\x01ACTION (.*?)\x01?$/.exec(params[1] ?? '')?.[1] ?? params[1] ?? ''
    const before = hits.at(-1)
    const msgid = tags?.get('msgid')
    const by = nickOf(line.source ?? '')
    // The later lines of one message have no id of their own.
    if (msgid === undefined && before?.msgid && before.by === by && before.window === window) {
      before.text += `\n${text}`
    } else if (window !== undefined) {
      const at = timeOf(line, this.#session.options.now())
      hits.push({ window, by, at, text, msgid, network: tags?.get('causerie/network') })
    }
  }

  /** Takes a refusal of a search. */
  take({ verb, params }: Message): boolean {
    if (verb !== 'FAIL' || params[0] !== 'SEARCH') return false
    this.#asked.shift()?.({ ...nothing, refusal: params.at(-1) ?? '' })
    return true
  }

  end(): void {
    for (const answer of this.#asked.splice(0)) answer(nothing)
  }
}

const searches = new WeakMap<Session, Search>()

/** The one of this session. */
export function searchOf(session: Session): Search {
  const known = searches.get(session) ?? new Search(session)
  searches.set(session, known)
  return known
}

function attributesOf({ text, from, after, before, network, ...rest }: Query): Map<string, string> {
  const attributes = new Map<string, string>()
  const put = (name: string, value: string | undefined) => value && attributes.set(name, value)
  put('text', text)
  put('in', rest.in)
  put('from', from)
  put('after', after === undefined ? undefined : formatTime(after))
  put('before', before === undefined ? undefined : formatTime(before))
  put('network', network)
  return attributes.set('limit', String(hitsMax))
}
