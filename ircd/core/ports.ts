/** What the core is handed from outside: it has no clock, disk, socket or chance of its own. */
import type { Selector } from '#wire/chathistory.ts'
import type { Message } from '#wire/message.ts'
import type { Channel } from './network.ts'

/** Where a session's lines go. */
export interface Sink {
  /**
   * @param text one line without CR LF, or several joined by it.
   * @param ticket what must be safe on the disk first; 0 for nothing. Later lines wait too.
   */
  push(text: string, ticket: number): void
  /** Sends what is waiting, then the last line, then closes. */
  end(line: string): void
}

/** Who is at the other end of a connection. */
export interface Caller {
  /** '' where there is none, as inside one process. */
  ip: string
  secure: boolean
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

export interface History {
  /** @returns the ticket that lines which depend on these rows wait for. */
  keep(rows: KeptRow[]): number
  /** Rows in the order of time; `end` when nothing further exists in that direction. */
  select(
    where: { log: string; buffer: string; events: boolean },
    selector: Paged,
  ): Promise<{ rows: KeptRow[]; end: boolean }>
}

/** One SCRAM exchange, in base64. */
export interface ScramExchange {
  /** @returns the server's first message, or nothing when the client's cannot be accepted. */
  first(message: string): Promise<string | undefined>
  /** @returns the server's last message and the account, or nothing when the proof is wrong. */
  final(message: string): { message: string; account: string } | undefined
}

export interface Accounts {
  /** @returns the account's own spelling, or nothing when name and password do not belong together. */
  login(name: string, password: string): Promise<string | undefined>
  scram(): ScramExchange
  /** Makes an account. @returns false where the name is taken. */
  register(name: string, password: string, email: string | undefined): Promise<boolean>
  exists(name: string): Promise<boolean>
  /** The secret by which our own houses prove that they may speak for others. */
  isHouse(secret: string): boolean
  decode(base64: string): string | undefined
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
  remove(key: string): Promise<boolean>
  list(prefix?: string): Promise<[key: string, value: T][]>
}

export interface Ports {
  now(): number
  /** A msgid for something that happens at that time. */
  id(at: number): string
  history: History
  accounts: Accounts
  channels: ChannelRecords
  shelf<T>(name: string): Shelf<T>
  /** A defect: it ends one session and is worth an alarm. */
  fault(error: unknown, about: string): void
  /** For the operator's log. */
  tell(event: string, facts: Record<string, unknown>): void
}

/** What the configuration says to the core. */
export interface Settings {
  network: string
  server: string
  sid: string
  version: string
  casemapping: 'ascii' | 'rfc1459'
  motd: string[]
  /** Whether strangers may make accounts. */
  registration: boolean
  passwordCharsMin: number
  /** A silent client is asked after this long, and dropped after twice as long. */
  pingMs: number
  registrationMs: number
  limits: Limits
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
}

/** A line that was read, or the reason why it could not be. */
export type LineFault = 'too-long' | 'not-utf8'

export type { Message }
