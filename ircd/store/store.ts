/**
 * What must never be lost, behind one interface.
 *
 * Two shapes of data are enough for the whole product. A **shelf** holds small documents under
 * keys: accounts, channels, a person's networks, the cursors of their devices. A **log** holds
 * lines in the order in which they arrived: a channel's history, or everything that one bouncer
 * user may read. An engine implements both; `test/store/contract.ts` says what it owes.
 */
import type { AccountSettings, CodePurpose, Suspension } from '#wire/account.ts'

import type { Leases } from './leases.ts'
import type { Trouble } from './trouble.ts'
import type { Unsafe } from './unsafe.ts'

/** One line to remember. */
export interface NewRow {
  /** Whose log: `channel/<id>` or `user/<account>`. Rows of different logs share nothing. */
  log: string
  /** The window inside the log: '' in a channel's log, `<network>/<target>` in a bouncer user's. */
  buffer: string
  /** The msgid, unique within the buffer. A second append of the same id changes nothing. */
  id: string
  /**
   * Milliseconds since 1970, an integer. Paging follows it; rows with the same time are ordered
   * by id, and ids by the bytes of their UTF-8.
   */
  at: number
  /** True for what is not a message (joins, topics …): those are paged only on request. */
  event: boolean
  /** The IRC line with its tags, without CR LF; a multiline message is several, joined by \r\n. */
  line: string
}

/** A row as it is kept: `seq` grows by arrival within its log, and is what cursors count in. */
export interface Row extends NewRow {
  seq: number
}

/**
 * A place in a buffer's time. Without `id` it covers all rows of its `at`: as a lower bound it
 * stands after the last of them, as an upper bound before the first.
 */
export interface Place {
  at: number
  id?: string | undefined
}

/** Where one row stands. */
export interface RowPlace {
  at: number
  id: string
}

export interface Page {
  log: string
  buffer: string
  /** Only rows after this place; the place itself is excluded. */
  after?: Place | undefined
  /** Only rows before this place; the place itself is excluded. */
  before?: Place | undefined
  /** Which end to keep when there are more than `limit`. */
  keep: 'oldest' | 'newest'
  limit: number
  /** Events as well as messages, or nothing else. */
  events: boolean | 'only'
}

/** What is looked for among the messages (events do not count) of some logs. */
export interface Search {
  /** Without a buffer: all of the log. */
  places: { log: string; buffer?: string | undefined }[]
  /** Words that must all be there, "some" of them together: see `search-words.ts`. '' for any. */
  text: string
  /** Who said it: a nick in any case of its letters; '' for anybody. */
  from?: string | undefined
  /** Said at this time or later, in milliseconds since 1970. */
  after?: number | undefined
  /** Said at this time or earlier. */
  before?: number | undefined
  /** Which end to keep when there are more than `limit`. */
  keep: Page['keep']
  limit: number
}

export interface Found {
  /** In the order of time. */
  rows: Row[]
  /** False where the engine gave up before it had looked at everything. */
  isComplete: boolean
}

export interface Log {
  /**
   * Remembers rows, in their order, all or none. Settles when they are safe on the disk, and in
   * the order of the calls: when the second promise has settled, so has the first.
   * @returns each row's seq; for an id that its buffer already holds, the seq it has.
   * A failing engine retries and says so by `trouble`; the promise rejects only when a row is
   * malformed, when the store is closed before the rows are safe, or when the engine has died.
   */
  append(rows: NewRow[]): Promise<number[]>
  /** @returns rows in the order of time (`at`, then `id`), whichever end was kept. */
  page(page: Page): Promise<Row[]>
  /**
   * Where the rows of a page stand, without what they hold: for counting and comparing.
   * @param page its limit is 1,000 at most.
   */
  places(page: Page): Promise<RowPlace[]>
  /** Where a msgid stands, if the buffer holds it. */
  locate(log: string, buffer: string, id: string): Promise<Place | undefined>
  /** @returns rows with a seq above `seq`, in the order of seq, from all buffers of the log. */
  since(log: string, seq: number, limit: number): Promise<Row[]>
  /** The highest seq of the log, 0 when it is empty. */
  lastSeq(log: string): Promise<number>
  /**
   * The buffers whose newest message lies strictly between the two times, oldest first.
   * Events do not count.
   * @param keep which end to keep when there are more than `limit`: 'oldest' unless told.
   */
  buffers(
    log: string,
    after: number,
    before: number,
    limit: number,
    keep?: Page['keep'] | undefined,
  ): Promise<BufferTime[]>
  /**
   * Looks for messages. A search works in steps, so that appends need not wait for it, and one at
   * a time.
   */
  search(search: Search): Promise<Found>
  /** The newest `at` of all logs, 0 when there is none: no new row may be older. */
  latest(): Promise<number>
  /** The names of the logs that begin with `prefix` and hold anything. */
  logs(prefix: string): Promise<string[]>
  /**
   * Takes one row away for good, as its author or a moderator wishes: `page` and `locate` find it
   * no more, and `buffers` goes by the newest message that is left. Its seq is never given again;
   * an append of its id is a new row.
   * @returns false where there was none. Settles when it is safe on the disk.
   */
  redact(log: string, buffer: string, id: string): Promise<boolean>
  /**
   * Forgets rows of one log that are older than `at`; without `at`, the whole log as it is now.
   * Works in steps, so that appends need not wait for it: until it settles, reads may still find
   * some of the rows. A seq that was forgotten is never given again.
   * @param buffer only of this one
   * @param kind only events
   * @returns how many rows.
   */
  forget(log: string, at?: number, buffer?: string, kind?: 'events'): Promise<number>
  /** The buffers of a log that hold anything, and how much; by name. */
  sizes(log: string): Promise<BufferSize[]>
}

export interface BufferSize {
  buffer: string
  /** Events included. */
  rows: number
  events: number
  /** Those of the lines, and what an engine writes beside each: less than 100. */
  bytes: number
}

export interface BufferTime {
  buffer: string
  at: number
}

/**
 * Documents under keys. Values are plain JSON; a caller never shares one with the engine. Writes
 * settle when they are safe on the disk.
 */
export interface Shelf<T> {
  get(key: string): Promise<T | undefined>
  /** Puts only where the key is free, atomically. @returns false when it was taken. */
  add(key: string, value: T): Promise<boolean>
  put(key: string, value: T): Promise<void>
  /**
   * Puts only where the document still is as it was read, atomically; without a value it is removed.
   * @returns false where somebody else was faster.
   */
  replace(key: string, was: T, value?: T | undefined): Promise<boolean>
  /** @returns false when there was nothing. */
  remove(key: string): Promise<boolean>
  /** All entries whose key begins with `prefix`, ordered by the bytes of the key's UTF-8. */
  list(prefix?: string): Promise<[key: string, value: T][]>
}

/**
 * Calls are carried out in their order: a read sees every write that was called before it, also
 * one that has not settled. Disposing settles all calls, then closes; later calls reject.
 */
export interface Store extends AsyncDisposable {
  readonly log: Log
  readonly accounts: Shelf<Account>
  readonly channels: Shelf<ChannelRecord>
  /** Keys: `<account>/<network>`. */
  readonly networks: Shelf<NetworkRecord>
  /** Keys: `<account>/<device>` on the home network, `<account>/<device>/<network>` elsewhere. */
  readonly cursors: Shelf<Cursor>
  /**
   * A shelf of one feature, such as `bans` or `markers`: whoever names it says what lies on it.
   * @param name lower-case letters and `-`
   */
  shelf<T>(name: string): Shelf<T>
  /** The names of the shelves on which anything lies, those of `accounts` … among them. */
  shelves(): Promise<string[]>
  /** Absent where only one process of a kind may use the store: the embedded engine. */
  readonly leases: Leases | undefined
  /** Rows given to `append` that are not safe yet. */
  readonly unsafe: Unsafe
  readonly trouble: Trouble
}

/**
 * An account's key is the folded name under which it was made, and stays so whatever it is called
 * later. Only `#accounts/entry.ts` writes them.
 */
export interface Account {
  /** As its owner spelled it. */
  name: string
  createdAt: number
  /** What it was called before, the first of them first; they stay its own. */
  formerly?: string[] | undefined
  /** See `#host/secrets.ts`: what is needed to check a password, never the password. */
  credentials: Credentials
  /** What an app makes codes of, which are wanted besides the password; see `#accounts/totp.ts`. */
  totp?: { secret: string; recovery: string[] } | undefined
  email?: string | undefined
  /** SHA-256 of the certificates that prove it, 64 lower-case digits each. */
  fingerprints?: string[] | undefined
  /** Nobody comes in with it, for ever or until a time. */
  suspended?: Suspension | undefined
  /** Its owner has not shown yet that the address is theirs: nobody comes in with it. */
  unverified?: true | undefined
  /** Codes that were sent by mail, by what they are for. */
  codes?: Partial<Record<CodePurpose, Code | undefined>> | undefined
  /** Further nicks of its owner, as they were spelled. */
  nicks?: string[] | undefined
  /** What its owner has decided; absent where it is as for everybody. */
  settings?: AccountSettings | undefined
  /** When somebody last came in with it, to the day. */
  seenAt?: number | undefined
}

/** What is kept of a code that was sent: never the code. */
export interface Code {
  /** SHA-256 in base64. */
  hash: string
  /** Milliseconds since 1970. */
  at: number
  until: number
  /** Wrong guesses that are left. */
  tries: number
  /** The address that it proves, where that is not the account's yet. */
  email?: string | undefined
}

export interface Credentials {
  /** `scrypt$N$r$p$salt$hash`, the binary parts in base64: for PLAIN. */
  scrypt: string
  /** RFC 5802 keys for SCRAM-SHA-256, in base64. */
  scram: { salt: string; iterations: number; storedKey: string; serverKey: string }
}

/** A channel that outlives its last member or its server: keys are ids, which a rename keeps. */
export interface ChannelRecord {
  id: string
  name: string
  createdAt: number
  /** Where somebody registered it: `Registration` of the server's core. Others end when all left. */
  registration?: unknown
  topic?: { text: string; by: string; at: number } | undefined
  /** Letters with their parameter, '' for flags. */
  modes: Record<string, string>
  /** Bans and other lists, by letter. */
  lists: Record<string, { mask: string; by: string; at: number }[]>
}

/**
 * What the bouncer restores for one person on one network. In keys a network stands with its id:
 * the home network's is its name, those of others are given once and never again.
 */
export interface NetworkRecord {
  name: string
  /** The nick that is wanted. */
  nick: string
  /** Joined channels with their key, '' where there is none. */
  channels: Record<string, string>
  /** Folded names of channels that are joined and shown to no device. */
  detached?: string[] | undefined
  /** When our last connection ended with the process, in milliseconds since 1970. */
  goneAt?: number | undefined
  /** How the network is reached; absent for the home network. */
  upstream?: UpstreamRecord | undefined
}

/** A network that is not ours, as its user told it to the bouncer. */
export interface UpstreamRecord {
  /** False while its user wants no connection. */
  enabled: boolean
  /** Tried in turn. */
  addresses: { host: string; port: number; tls: boolean }[]
  /** SHA-256 fingerprints in hexadecimal: with any, only such a certificate is accepted. */
  pins: string[]
  /** Nicks to try when the wanted one is taken. */
  nicks: string[]
  username: string
  realname: string
  /** The server password, '' for none. */
  pass: string
  sasl?: SaslRecord | undefined
  /** PEM; shown to the network, and what EXTERNAL proves. */
  certificate?: { cert: string; key: string } | undefined
  /** Raw lines that are sent when we are in. */
  commands: string[]
  /** Lines that may go out at once, and the time in which one more may, in milliseconds. */
  pace: { burst: number; everyMs: number }
  /** Whether to come back after a KICK. */
  rejoin: boolean
}

export interface SaslRecord {
  mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'EXTERNAL'
  user: string
  password: string
}

/** How far one device of a bouncer user has acknowledged the user's log. */
export interface Cursor {
  seq: number
  /** When it last said so. */
  at: number
  policy?: DevicePolicy | undefined
}

/** What a device wants of what it missed. Absent parts: everything. */
export interface DevicePolicy {
  replay?: 'all' | 'highlights' | { last: number } | { sinceMs: number } | undefined
  /** False: other people's comings and goings are not told. */
  events?: boolean | undefined
}
