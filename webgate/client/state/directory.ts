/** The channels of a server, as LIST tells them. Source: https://modern.ircdocs.horse/#list-message */
import type { Message } from '#wire/message.ts'
import type { Inquiry } from './inquiry.ts'
import type { Session } from './session.ts'

export interface Listed {
  name: string
  members: number
  topic: string
}

/** More than this are not kept: nobody reads them, and a hostile server may never stop. */
const channelsMax = 20_000

/** 321 to 323 are the list, 263 says that the server is too busy to give it. */
const listing = new Set(['321', '322', '323', '263'])

export class Directory implements Inquiry {
  readonly #session: Session
  #answer: ((list: Listed[] | undefined) => void) | undefined
  #asked: Promise<Listed[] | undefined> | undefined
  #list: Listed[] = []

  constructor(session: Session) {
    this.#session = session
    session.inquiries.add(this)
  }

  /**
   * Whoever asks while the list is on its way gets the same one.
   * @returns the largest first; nothing when there is no connection. Never rejects.
   */
  ask(): Promise<Listed[] | undefined> {
    if (this.#asked) return this.#asked
    if (!this.#session.send('LIST')) return Promise.resolve(undefined)
    this.#asked = new Promise((resolve) => {
      this.#answer = resolve
    })
    return this.#asked
  }

  take({ verb, params }: Message): boolean {
    if (!this.#answer || !listing.has(verb)) return false
    const [, name = '', members = '', topic = ''] = params
    if (verb === '322') {
      const known = this.#list.length < channelsMax && this.#session.mirror.isChannel(name)
      // COMPAT: some servers put the modes before the topic.
      const text = topic.replace(/^\[[+\w,: ]*\] ?/, '')
      if (known) this.#list.push({ name, members: Number(members) || 0, topic: text })
    } else if (verb !== '321') this.#settle(this.#list.sort(byMembers))
    return true
  }

  end(): void {
    this.#settle(undefined)
  }

  #settle(list: Listed[] | undefined): void {
    this.#answer?.(list)
    this.#answer = this.#asked = undefined
    this.#list = []
  }
}

const directories = new WeakMap<Session, Directory>()

/** The one of this session. */
export function directoryOf(session: Session): Directory {
  const known = directories.get(session) ?? new Directory(session)
  directories.set(session, known)
  return known
}

function byMembers(a: Listed, b: Listed): number {
  return b.members - a.members || (a.name < b.name ? -1 : 1)
}
