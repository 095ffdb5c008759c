/** Two servers of ours that are linked, each with a stage of its own; what one says the other reads at once. */

import { Links } from '../../../ircd/link/links.ts'
import type { Peer } from '../../../ircd/link/peer.ts'
import type { LinkSink, LinkTerms } from '../../../ircd/link/terms.ts'
import { perform } from '../../play.ts'
import { type Options, Theatre } from '../../theatre.ts'

export function termsOf(name: string, more: Partial<LinkTerms> = {}): LinkTerms {
  return {
    name,
    sendPassword: 'link-secret',
    accepts: (password) => password === 'link-secret',
    fingerprints: [],
    secure: false,
    from: () => true,
    hub: ['*'],
    operators: ['see', 'ban', 'force', 'routing'],
    dialect: 'auto',
    services: false,
    sharedAccounts: false,
    confidential: () => true,
    ...more,
  }
}

export class Linked {
  readonly a: Theatre
  readonly b: Theatre
  readonly linksA: Links
  readonly linksB: Links
  #peers: Peer[] = []
  readonly #said: string[] = []

  static async open(options: Options = {}): Promise<Linked> {
    const at = (server: string, sid: string) => {
      return Theatre.open({ ...options, settings: { ...options.settings, server, sid } })
    }
    return new Linked(await at('a.test', '1AA'), await at('b.test', '2BB'))
  }

  constructor(a: Theatre, b: Theatre) {
    this.a = a
    this.b = b
    this.linksA = new Links(a.server, { terms: [termsOf('b.test')] })
    this.linksB = new Links(b.server, { terms: [termsOf('a.test')] })
  }

  get linked(): boolean {
    return this.#peers.some(({ phase }) => phase !== 'closed')
  }

  /** What they say to each other, from the beginning. */
  overhear(): readonly string[] {
    return this.#said
  }

  /** Connects them. */
  link(): void {
    const caller = { ip: '', secure: false }
    const queue: (() => void)[] = []
    let isReading = false
    const read = () => {
      if (isReading) return
      isReading = true
      for (let next = queue.shift(); next; next = queue.shift()) next()
      isReading = false
    }
    const sinkTo = (to: () => Peer | undefined): LinkSink => ({
      push: (text) => {
        this.#said.push(text)
        queue.push(() => {
          for (const line of text.split('\r\n')) to()?.receive(line)
        })
        read()
      },
      end: () => {
        queue.push(() => to()?.closed('closed'))
        read()
      },
    })
    const ends: { a?: Peer; b?: Peer } = {}
    ends.b = this.linksB.accept(
      sinkTo(() => ends.a),
      caller,
    )
    const terms = this.linksA.termsFor('b.test')!
    isReading = true
    ends.a = this.linksA.dial(
      sinkTo(() => ends.b),
      caller,
      terms,
    )
    isReading = false
    read()
    this.#peers = [ends.a, ends.b]
  }

  /** The wire breaks. */
  cut(): void {
    for (const peer of this.#peers) peer.closed('the wire broke')
  }

  async onA(script: string): Promise<void> {
    await perform(this.a, script)
  }

  async onB(script: string): Promise<void> {
    await perform(this.b, script)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.a[Symbol.asyncDispose]()
    await this.b[Symbol.asyncDispose]()
  }
}
