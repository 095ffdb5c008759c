/** The server's core on a stage: a clock that the play sets, actors instead of sockets. */
import { createHash, createHmac } from 'node:crypto'
import { LocalAccounts } from '#accounts/local.ts'
import { Replica } from '#accounts/replication/replica.ts'
import { compilePattern } from '#host/pattern.ts'
import { checkPassword } from '#host/secrets.ts'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import type { MailOutcome } from '#wire/account.ts'
import {
  accountRules,
  type Caller,
  type LineFault,
  type Place,
  type Settings,
} from '../ircd/core/ports.ts'
import { unprotected } from '../ircd/core/protection.ts'
import { Server } from '../ircd/core/server.ts'
import type { Session } from '../ircd/core/session.ts'
import { features } from '../ircd/features/index.ts'
import { StoredChannels } from '../ircd/stored/channels.ts'
import { StoredHistory } from '../ircd/stored/history.ts'

export const settings: Settings = {
  network: 'TestNet',
  icon: '',
  server: 'irc.test',
  sid: '1TS',
  version: 'causerie-test',
  casemapping: 'ascii',
  motd: [],
  registration: true,
  passwordCharsMin: 6,
  accounts: {
    required: false,
    exempt: [],
    secureLogins: false,
    verification: false,
    emailsRefused: ['*@trash.example'],
    codeMs: 86_400_000,
    nickProtection: 'off',
    namesFree: false,
    graceMs: 30_000,
    nicksMax: 2,
    expireMs: 0,
  },
  pingMs: 120_000,
  registrationMs: 60_000,
  listWaitMs: 0,
  opers: [],
  admin: [],
  rules: [],
  protection: unprotected,
  pingCookie: false,
  retention: [],
  keepMs: 0,
  messages: {
    multilineBytes: 4096,
    multilineLines: 100,
    tagsDenied: [],
    redactMs: 86_400_000,
    relaySeparators: '/',
  },
  services: {
    enabled: true,
    channels: 3,
    access: 4,
    memos: 3,
    channelsExpireMs: 0,
    approval: false,
  },
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
    monitor: 5,
    metadata: 5,
    subscriptions: 5,
    changes: 10,
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
  /** Lines that the server does not read yet, because there were too many. */
  unread: string[]
}

export interface Options {
  settings?: Omit<Partial<Settings>, 'limits'> | undefined
  limits?: Partial<Settings['limits']> | undefined
  /** Accounts that exist before the curtain rises: name → password. */
  accounts?: Record<string, string> | undefined
  /** By which certificates they log in too: fingerprint → name. */
  certificates?: Record<string, string> | undefined
  /** What becomes of letters; without it there is no mail server. */
  mail?: MailOutcome | Error | undefined
  /** Tokens that are a way in: token → name. */
  tokens?: Record<string, string> | undefined
  /** What DNS answers: name → addresses. */
  dns?: Record<string, string[]> | undefined
  /** The names of addresses. */
  hosts?: Record<string, string> | undefined
  /** Where addresses are. */
  places?: Record<string, Place> | undefined
  /** The server that decides about accounts for several. */
  authority?: string | undefined
}

export class Theatre {
  /** Milliseconds since 1970, as everybody on the stage has it. */
  now = curtain
  readonly server: Server
  readonly accounts: LocalAccounts
  readonly ledger: Replica | undefined
  readonly store: Store
  readonly actors = new Map<string, Actor>()
  /** What was sent by mail. */
  readonly letters: { to: string; subject: string; text: string }[] = []
  /** Defects behind the scenes: a play that has any fails. */
  readonly faults: unknown[] = []
  /** What the operator's log was told. */
  readonly told: string[] = []
  /** What the configuration says when it is read again; an Error is what is wrong with it. */
  reread: Settings | Error
  /** How the process was asked to end. */
  stopped: string | undefined
  readonly #history: StoredHistory

  static async open(options: Options = {}): Promise<Theatre> {
    const chosen = {
      ...settings,
      ...options.settings,
      limits: { ...settings.limits, ...options.limits },
    }
    const theatre = new Theatre(await openStore('memory:'), chosen, options)
    await theatre.ledger?.open()
    for (const [name, password] of Object.entries(options.accounts ?? {})) {
      const refusal = await theatre.accounts.register(name, password, undefined)
      if (refusal) throw new Error(refusal.text)
    }
    for (const [fingerprint, name] of Object.entries(options.certificates ?? {})) {
      await theatre.accounts.addCertificate(name, fingerprint)
    }
    await theatre.server.boot()
    return theatre
  }

  constructor(store: Store, chosen: Settings, options: Options = {}) {
    const { dns, hosts, places, mail, tokens, authority } = options
    const fault = (error: unknown) => void this.faults.push(error)
    let ids = 0
    // Two servers on one stage never make the same.
    const of = chosen.sid === settings.sid ? '' : chosen.sid
    this.store = store
    this.reread = chosen
    this.#history = new StoredHistory(store, { open: () => {} }, fault)
    this.accounts = new LocalAccounts(store, {
      rules: () => accountRules(this.server.settings),
      secret: houseSecret,
      now: () => this.now,
      bearer: tokens && { owner: async (token) => tokens[token], creates: false },
      share: authority === undefined ? undefined : { server: chosen.server, authority },
    })
    const { share } = this.accounts.ledger
    const tell = (event: string) => void this.told.push(event)
    this.ledger = share && new Replica({ share, now: () => this.now, tell, fault })
    this.server = new Server(chosen, features, {
      now: () => this.now,
      id: () => `${of}id${++ids}`,
      history: this.#history,
      accounts: this.accounts,
      ledger: this.ledger,
      isHouse: (secret) => secret === houseSecret,
      channels: new StoredChannels(store, fault),
      shelf: (name) => store.shelf(name),
      mail:
        mail &&
        (async (to, subject, text) => {
          if (mail instanceof Error) throw mail
          if (mail === 'sent') this.letters.push({ to, subject, text })
          return mail
        }),
      fault,
      verify: (password, scrypt) => checkPassword(password, { scrypt }),
      digest: (text) => createHmac('sha256', houseSecret).update(text).digest('hex'),
      sha256: (text) => createHash('sha256').update(text).digest('hex'),
      resolve: async (name) => dns?.[name] ?? [],
      hostName: async (ip) => hosts?.[ip],
      place: (ip) => places?.[ip],
      pattern: compilePattern,
      control: {
        reread: async () => {
          if (this.reread instanceof Error) throw this.reread
          return this.reread
        },
        stop: (reason) => {
          this.stopped = `stop: ${reason}`
        },
        restart: (reason) => {
          this.stopped = `restart: ${reason}`
        },
      },
      tell,
    })
  }

  connect(name: string, caller: Partial<Caller> = {}): Actor {
    const heard: string[] = []
    const actor = { heard, ended: undefined, unread: [] as string[] } as unknown as Actor
    const sink = {
      push: (text: string) => void heard.push(...text.split('\r\n')),
      end: (text: string) => {
        heard.push(text)
        actor.ended = text
      },
      room: async () => {},
    }
    actor.session = this.server.connect(sink, { ip: '192.0.2.1', secure: false, ...caller })
    this.actors.set(name, actor)
    return actor
  }

  /** Settles when the line has been answered and everything it caused is safe. */
  async say(actor: Actor, text: string, fault?: LineFault | undefined): Promise<void> {
    if (actor.session.freeAt > this.now || actor.unread.length) actor.unread.push(text)
    else await actor.session.receive(text, fault)
    await this.#history.settled
  }

  async wait(ms: number): Promise<void> {
    const until = this.now + ms
    for (const actor of this.actors.values()) await this.#read(actor, until)
    this.now = until
    this.server.tick()
    await this.accounts.catchUp()
    await this.#history.settled
  }

  /** Lines that had to wait are read when their time comes. */
  async #read({ session, unread }: Actor, until: number): Promise<void> {
    const { now } = this
    while (unread.length && session.freeAt <= until) {
      this.now = Math.max(this.now, session.freeAt)
      await session.receive(unread.shift()!)
    }
    this.now = now
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]()
  }
}
