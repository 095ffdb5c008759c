/** What the core is handed from outside: it has no clock, disk, socket or chance of its own. */
import type { AccountAuthority, AccountRules, ChannelBindings, MailOutcome } from '#wire/account.ts'
import type { Selector } from '#wire/chathistory.ts'
import type { Range } from '#wire/cidr.ts'
import type { LedgerKeeper } from '#wire/ledger.ts'
import type { Channel } from './network.ts'
import type { OperBlock, Protection } from './protection.ts'

/** Where a session's lines go. */
export interface Sink {
  /**
   * @param text one line without CR LF, or several joined by it.
   * @param ticket what must be safe on the disk first; 0 for nothing. Later lines wait too.
   */
  push(text: string, ticket: number): void
  /** Sends what is waiting, then the last line, then closes. */
  end(line: string): void
  /** Settles at a later turn, once the client has read most of what it was sent, or is gone. */
  room(): Promise<void>
}

/** Who is at the other end of a connection. */
export interface Caller {
  /** '' where there is none, as inside one process. */
  ip: string
  secure: boolean
  /** SHA-256 of its certificate: 64 lower-case hexadecimal digits. */
  fingerprint?: string | undefined
  /** `spki:` and the SHA-256 of its public key, likewise. */
  keyPin?: string | undefined
  /** What can tie a proof to the connection, where it is TLS to the very end. */
  bindings?: ChannelBindings | undefined
}

export interface KeptRow {
  log: string
  buffer: string
  id: string
  at: number
  event: boolean
  line: string
}

export type Paged = Exclude<Selector, { sub: 'TARGETS' }>

/** Which rows are asked for. */
export interface Shown {
  log: string
  buffer: string
  events: boolean
  /** Milliseconds since 1970 before which there is nothing for the reader. */
  from?: number | undefined
  /** Rows that the reader could not see do not count: a page is filled with others. */
  wanted?: ((row: KeptRow) => boolean) | undefined
}

/** That a row was taken away: when, and the line that said so. */
export interface Trace {
  at: number
  line: string
}

export interface Merged {
  /** What was not there yet, safe on the disk. */
  fresh: KeptRow[]
  /** What was taken away here, by id. */
  redacted: Map<string, Trace>
}

export interface History {
  /** @returns the ticket that lines which depend on these rows wait for. */
  keep(rows: KeptRow[]): number
  /** Rows in the order of time; `end` when the limit has cut nothing off. */
  select(where: Shown, selector: Paged): Promise<{ rows: KeptRow[]; end: boolean }>
  find(log: string, buffer: string, id: string): Promise<KeptRow | undefined>
  /** Buffers whose newest message lies strictly between the times: see `Log` in the store. */
  buffers(
    log: string,
    after: number,
    before: number,
    limit: number,
    keep: 'oldest' | 'newest',
  ): Promise<{ buffer: string; at: number }[]>
  /** Looks for messages: see `Search` in the store. */
  search(search: {
    places: { log: string; buffer?: string | undefined }[]
    text: string
    from?: string | undefined
    after?: number | undefined
    before?: number | undefined
    keep: 'oldest' | 'newest'
    limit: number
  }): Promise<{ rows: KeptRow[]; isComplete: boolean }>
  /** Where the rows of a channel's log stand, oldest first, a thousand at most. */
  places(
    log: string,
    after: { at: number; id?: string | undefined },
    before: { at: number },
    limit: number,
  ): Promise<{ at: number; id: string }[]>
  /** Remembers what another server has of a channel; what was redacted here stays away. */
  merge(rows: KeptRow[]): Promise<Merged>
  /**
   * Takes a row away for good.
   * @param trace what is remembered of it, so that the row does not come back from another server
   * @returns false where there was none.
   */
  redact(log: string, buffer: string, id: string, trace?: Trace): Promise<boolean>
  /** The names of the logs that begin so. */
  logs(prefix: string): Promise<string[]>
  /** Forgets a log, or what is older than a time. */
  forget(log: string, before?: number | undefined): Promise<void>
}

export interface ChannelRecords {
  save(channel: Channel): void
  /** Its history goes with it: nobody could read it any more. */
  forget(channel: Channel): void
}

/** Documents that a feature keeps: see `Shelf` in the store. */
export interface Shelf<T> {
  get(key: string): Promise<T | undefined>
  add(key: string, value: T): Promise<boolean>
  put(key: string, value: T): Promise<void>
  replace(key: string, was: T, value?: T | undefined): Promise<boolean>
  remove(key: string): Promise<boolean>
  list(prefix?: string): Promise<[key: string, value: T][]>
}

/** Where an address is. */
export interface Place {
  /** Two capitals of ISO 3166; '' where it is not known. */
  country: string
  /** The number of the autonomous system; 0 where it is not known. */
  asn: number
  /** Whose system it is. */
  holder: string
}

/** What only the process around the core can do. */
export interface Control {
  /** Reads the configuration again. Rejects with Error, a line for each thing that is wrong. */
  reread(): Promise<Settings>
  stop(reason: string): void
  /** Stops so that whoever watches over the process starts it again. */
  restart(reason: string): void
}

export interface Ports {
  now(): number
  /** A msgid for something that happens at that time. */
  id(at: number): string
  history: History
  accounts: AccountAuthority
  /** What is decided with other servers together; absent where accounts are this one's alone. */
  ledger?: LedgerKeeper | undefined
  /** Whether this is the secret by which our own houses prove that they may speak for others. */
  isHouse(secret: string): boolean
  channels: ChannelRecords
  shelf<T>(name: string): Shelf<T>
  /** Sends a letter; absent where no mail server is configured. Rejects where it does not work now. */
  mail?: ((to: string, subject: string, text: string) => Promise<MailOutcome>) | undefined
  /** A defect: it ends one session and is worth an alarm. */
  fault(error: unknown, about: string): void
  /** Whether a password is the one of a hash made by `causerie mkpasswd`. */
  verify(password: string, hash: string): Promise<boolean>
  /** 32 bytes in hexadecimal, which nobody can compute who does not know the network's secret. */
  digest(text: string): string
  /** SHA-256 in hexadecimal. */
  sha256(text: string): string
  /** The addresses that DNS has for a name; none when it has none, or does not answer in time. */
  resolve(name: string): Promise<string[]>
  /** The name of an address, which leads back to it; nothing where there is none in time. */
  hostName(ip: string): Promise<string | undefined>
  /** Where an address is, as far as the operator's file knows. */
  place(ip: string): Place | undefined
  /** A pattern of RE2: matching takes time in proportion to the text. Throws Error of one line. */
  pattern(source: string): { test(text: string): boolean }
  control: Control
  /** For the operator's log. */
  tell(event: string, facts: Record<string, unknown>): void
}

/** What the configuration says to the core. */
export interface Settings {
  network: string
  /** Where its picture is; '' where it has none. */
  icon: string
  server: string
  sid: string
  version: string
  casemapping: 'ascii' | 'rfc1459'
  motd: string[]
  /** Whether strangers may make accounts. */
  registration: boolean
  passwordCharsMin: number
  accounts: AccountPolicy
  /** A silent client is asked after this long, and dropped after twice as long. */
  pingMs: number
  registrationMs: number
  /** Who has neither an account nor has been here that long may not LIST; 0 for everybody may. */
  listWaitMs: number
  /** Who may say OPER. */
  opers: OperBlock[]
  /** Up to three lines that ADMIN shows. */
  admin: string[]
  rules: string[]
  protection: Protection
  /** Channels whose history is kept for less time than the rest. */
  retention: { name: string; keepMs: number }[]
  /** How long the history of the others is kept; 0 for ever. */
  keepMs: number
  messages: Messages
  /** What STS tells clients; absent where it says nothing. */
  sts?: { port: number; durationMs: number; preload: boolean } | undefined
  /** Whether a new client must answer a PING first. */
  pingCookie: boolean
  services: Services
  limits: Limits
}

/** The services that the server has built in: ChanServ and its like. */
export interface Services {
  enabled: boolean
  /** How many channels one account may register. */
  channels: number
  /** Entries of a channel's access list, and as many of its list of auto-kicks. */
  access: number
  /** Memos that one account may keep. */
  memos: number
  /** After how long without use a channel is nobody's; 0 for never. */
  channelsExpireMs: number
  /** Whether an operator of the network decides about each channel that is to be registered. */
  approval: boolean
}

/** Who must have an account, and what is an account's own. */
export interface AccountPolicy {
  /** Whether nobody is let in without, but from these addresses. */
  required: boolean
  exempt: Range[]
  /** Whether passwords may only be said where nobody between can read along. */
  secureLogins: boolean
  /** Whether a new account waits for a code that is sent by mail. */
  verification: boolean
  /** Masks of addresses that nobody may give. */
  emailsRefused: string[]
  /** How long such a code is good. */
  codeMs: number
  /** Whose nicks are kept for them: see the configuration. */
  nickProtection: 'off' | 'opt-in' | 'on' | 'strict'
  /** Whether an account may have another name than the nick of whoever makes it. */
  namesFree: boolean
  /** How long somebody else may have such a nick. */
  graceMs: number
  /** Nicks that an account may have besides its name. */
  nicksMax: number
  /** How long an account is kept that nobody uses; 0 for ever. */
  expireMs: number
}

/** What the settings ask of those who make an account. */
export function accountRules({ limits, passwordCharsMin, accounts }: Settings): AccountRules {
  const { nicksMax, codeMs, emailsRefused } = accounts
  return { nameCharsMax: limits.nick, passwordCharsMin, nicksMax, codeMs, emailsRefused }
}

/** What is said, and how. */
export interface Messages {
  /** Of a message of several lines. */
  multilineBytes: number
  multilineLines: number
  /** Client tags that are not relayed, without their `+`: `*` for all, `-typing` for all but one. */
  tagsDenied: string[]
  /** How long who said a message may take it back; 0 for ever. */
  redactMs: number
  /** One of them stands in each name for which a bridge speaks; '' where none may. */
  relaySeparators: string
}

export interface Limits {
  nick: number
  user: number
  realname: number
  channel: number
  topic: number
  away: number
  kick: number
  key: number
  channels: number
  modes: number
  list: number
  targets: number
  history: number
  /** Nicks that one client may MONITOR, and as many that it may WATCH. */
  monitor: number
  /** Keys of METADATA that a user or a channel may have. */
  metadata: number
  /** Keys of METADATA of which one client may want to hear. */
  subscriptions: number
  /** How many of its keys somebody may change within two minutes; 0 for no limit. */
  changes: number
}

/** A line that was read, or the reason why it could not be. */
export type LineFault = 'too-long' | 'not-utf8'
