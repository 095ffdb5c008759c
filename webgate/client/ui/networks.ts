/** The bouncer's networks on the page: a link for each, as long as the bouncer has it. */
import type { Exchange, Refusal } from '../state/handshake.ts'
import { Lobby } from '../state/lobby.ts'
import { LineSocket } from '../wire/line-socket.ts'
import { type Link, socketUrl } from './link.ts'
import { preferences } from './preferences.ts'

export interface NetworksOptions {
  nick: string
  signIn: (offered: string[]) => Exchange | undefined
  /** Makes the link to a network. */
  link: (id: string) => Link
  /** The networks have come, or changed. */
  changed: (links: Link[]) => void
  refused: (why: Refusal, text: string) => void
}

export class Networks {
  readonly lobby: Lobby
  readonly #options: NetworksOptions
  readonly #links = new Map<string, Link>()
  readonly #socket: LineSocket
  #renewed = false

  constructor(options: NetworksOptions) {
    this.#options = options
    const { nick, signIn, refused } = options
    this.lobby = new Lobby({
      nick,
      signIn,
      refused,
      send: (line) => this.#socket.send(line),
      changed: () => this.#changed(),
    })
    this.#socket = new LineSocket(socketUrl('bouncer'), {
      state() {},
      line: (line) => this.lobby.receive(line),
      begun: () => this.lobby.connected(),
      resumed() {},
      lost: () => this.lobby.disconnected(),
    })
    this.#socket.open()
  }

  dispose(): void {
    this.#socket.dispose()
  }

  #changed(): void {
    const { networks } = this.lobby
    for (const [id, link] of this.#links) {
      if (networks.has(id)) continue
      this.#links.delete(id)
      link.dispose()
    }
    for (const [id, info] of networks) {
      const link = this.#links.get(id) ?? this.#options.link(id)
      link.info.value = info
      this.#links.set(id, link)
    }
    this.#options.changed([...this.#links.values()])
    if (!this.#renewed && preferences.peek().push) void this.#renew()
    this.#renewed = true
  }

  async #renew(): Promise<void> {
    const { renewPush } = await import('./push.ts')
    await renewPush(this.lobby)
  }
}
