/** The server's core on a stage: a clock that the play sets, actors instead of sockets. */
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import type { Caller, LineFault, Settings } from '../ircd/core/ports.ts'
import { Server } from '../ircd/core/server.ts'
import type { Session } from '../ircd/core/session.ts'
import { features } from '../ircd/features/index.ts'
import { StoredAccounts } from '../ircd/stored/accounts.ts'
import { StoredChannels } from '../ircd/stored/channels.ts'
import { StoredHistory } from '../ircd/stored/history.ts'

export const settings: Settings = {
  network: 'TestNet',
  server: 'irc.test',
  sid: '1TS',
  version: 'causerie-test',
  casemapping: 'ascii',
  motd: [],
  registration: true,
  passwordCharsMin: 6,
  pingMs: 120_000,
  registrationMs: 60_000,
  limits: {
    nick: 32,
    user: 20,
    realname: 150,
    channel: 64,
    topic: 390,
    away: 390,
    kick: 390,
    key: 32,
    channels: 10,
    modes: 20,
    list: 5,
    targets: 4,
    history: 100,
  },
}

/** The secret by which the bouncer and the web gate prove that they belong to the house. */
export const houseSecret = 'house-secret'

/** The time at which every play begins: 2026-01-01T00:00:00.000Z. */
const curtain = Date.UTC(2026, 0, 1)

export interface Actor {
  session: Session
  /** Lines that the play has not looked at yet. */
  heard: string[]
  /** The server's last line, once it has ended the conversation. */
  ended: string | undefined
}

export interface Options {
  settings?: Omit<Partial<Settings>, 'limits'> | undefined
  limits?: Partial<Settings['limits']> | undefined
  /** Accounts that exist before the curtain rises: name → password. */
  accounts?: Record<string, string> | undefined
}

export class Theatre {
  /** Milliseconds since 1970, as everybody on the stage has it. */
  now = curtain
  readonly server: Server
  readonly accounts: StoredAccounts
  readonly store: Store
  readonly actors = new Map<string, Actor>()
  /** Defects behind the scenes: a play that has any fails. */
  readonly faults: unknown[] = []
  /** What the operator's log was told. */
  readonly told: string[] = []
  readonly #history: StoredHistory

  static async open(options: Options = {}): Promise<Theatre> {
    const theatre = new Theatre(await openStore('memory:'), {
      ...settings,
      ...options.settings,
      limits: { ...settings.limits, ...options.limits },
    })
    for (const [name, password] of Object.entries(options.accounts ?? {})) {
      await theatre.accounts.register(name, password, undefined)
    }
    await theatre.server.boot()
    return theatre
  }

  constructor(store: Store, chosen: Settings) {
    const fault = (error: unknown) => void this.faults.push(error)
    let ids = 0
    this.store = store
    this.#history = new StoredHistory(store, { open: () => {} }, fault)
    this.accounts = new StoredAccounts(store, houseSecret)
    this.server = new Server(chosen, features, {
      now: () => this.now,
      id: () => `id${++ids}`,
      history: this.#history,
      accounts: this.accounts,
      channels: new StoredChannels(store, fault),
      shelf: (name) => store.shelf(name),
      fault,
      tell: (event) => void this.told.push(event),
    })
  }

  connect(name: string, caller: Partial<Caller> = {}): Actor {
    const heard: string[] = []
    const actor = { heard, ended: undefined } as unknown as Actor
    const sink = {
      push: (text: string) => void heard.push(...text.split('\r\n')),
      end: (text: string) => {
        heard.push(text)
        actor.ended = text
      },
    }
    actor.session = this.server.connect(sink, { ip: '192.0.2.1', secure: false, ...caller })
    this.actors.set(name, actor)
    return actor
  }

  /** Settles when the line has been answered and everything it caused is safe. */
  async say(actor: Actor, text: string, fault?: LineFault | undefined): Promise<void> {
    await actor.session.receive(text, fault)
    await this.#history.settled
  }

  wait(ms: number): void {
    this.now += ms
    this.server.tick()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]()
  }
}
