/**
 * What servers that keep the same accounts say to each other: a log of what was decided, which one
 * of them writes and all of them keep. Entries are numbered; an epoch says who numbers them.
 */

import type { AccountRefusal } from './account.ts'

/** Who decides, and how often that has changed: `2:hub.example.org`. '' is before all others. */
export type Epoch = string

/** A document has changed, by whichever server. */
export interface DocumentNews {
  kind: 'document'
  shelf: string
  key: string
}

export interface Position {
  epoch: Epoch
  /** Of the last entry; 0 for none. */
  number: number
}

/** One thing that was decided. */
export interface LedgerEntry extends Position {
  /** Milliseconds since 1970. */
  at: number
  /** The kind of the subject: `account`, `document`, or `authority` where another one writes now. */
  of: string
  data: unknown
}

/** A document that all servers keep alike: see `ircd/accounts/replication/carry-out.ts`. */
export interface DocumentChange {
  shelf: string
  key: string
  /** Absent: it is no more. Plain JSON. */
  value?: object | undefined
  /** Where it is changed only as it was known: the number of the entry that made it so, 0 for none. */
  base?: number | undefined
}

/** Entries from `first` on are of the epoch, until the next begins. */
export interface Era {
  epoch: Epoch
  first: number
}

/** What a wish has led to: `not` where the state of things was against it, `away` where nobody decides. */
export type Outcome = 'done' | 'not' | 'away'

export type LedgerMessage =
  /** How far one is, or how far it has come since; `id` names the log, '' where there is none yet. */
  | ({ t: 'have'; id: string } & Position)
  /** The next entries of the log. */
  | { t: 'entries'; entries: LedgerEntry[] }
  /** All that is kept, as it is after the entry `number`: documents follow. */
  | { t: 'snapshot'; id: string; eras: Era[]; number: number }
  | { t: 'documents'; documents: StoredDocument[]; last: boolean }
  /** What was sent has been read. */
  | { t: 'more' }
  /** Wishes that something be decided, of whoever decides. */
  | { t: 'ask'; ask: number; of: string; data: unknown; at: number }
  /** `number` is the entry after which it is so. */
  | { t: 'answer'; ask: number; outcome: Outcome; number: number }

export type StoredDocument = [shelf: string, key: string, value: unknown]

/** Another server that keeps the log, at the other end of a link. */
export interface Neighbour {
  readonly name: string
  send(message: LedgerMessage): void
  /** Whether it is by this link that a server is reached. */
  leadsTo(server: string): boolean
  /** Ends the link: the two cannot be one network. */
  refuse(reason: string): void
}

/** What a neighbour says is brought here. Neither call throws, whatever was said. */
export interface Correspondent {
  hear(message: unknown): void
  ended(): void
}

/** One neighbour, as operators see it. */
export interface NeighbourState extends Position {
  name: string
}

/** How it stands with the log, as operators see it. */
export interface LedgerState extends Position {
  /** The name of the server that decides. */
  authority: string
  /** Whether that is this one. */
  isOwn: boolean
  /** Whether it can be asked. */
  isReachable: boolean
  /** Absent as long as this server keeps the network's accounts not yet, and why. */
  joined: boolean
  waitsFor?: string | undefined
  neighbours: NeighbourState[]
  /** Entries that were set aside here. */
  aside: number
}

/** The log of this server, as links and commands need it. */
export interface LedgerKeeper {
  /** Whether this server has the network's accounts, and not only its own. */
  readonly joined: boolean
  /** Whether this server decides. */
  readonly decides: boolean
  /** Whether something can be decided now, as far as anybody knows. */
  readonly isReachable: boolean
  /** Has a document decided upon. @returns why not; else it is so here, and its followers have heard. */
  change(document: DocumentChange): Promise<AccountRefusal | undefined>
  /** Calls back for each document that has changed, in their order. */
  followDocuments(hear: (news: DocumentNews) => void | Promise<void>): Promise<void>
  /** A link has come up. */
  meet(neighbour: Neighbour): Correspondent
  /** Calls back when `joined` may have changed. */
  onChange(heed: () => void): void
  /** To be called every second or so. */
  tick(now: number): void
  state(): Promise<LedgerState>
  /** This server decides from now on. @returns why not. */
  promote(): Promise<string | undefined>
  /** What this server has of its own is set aside, and the network's taken. @returns why not. */
  adopt(): Promise<string | undefined>
  /** What was set aside, the newest last, without anything secret. */
  aside(): Promise<string[]>
}

export function authorityOf(epoch: Epoch): string {
  return epoch.slice(epoch.indexOf(':') + 1)
}

export function nextEpoch(epoch: Epoch, authority: string): Epoch {
  return `${numberOf(epoch) + 1}:${authority}`
}

/** Negative where `a` is the earlier one. Of two that were made at once one is the later all the same. */
export function compareEpochs(a: Epoch, b: Epoch): number {
  return numberOf(a) - numberOf(b) || (a < b ? -1 : a > b ? 1 : 0)
}

export function comparePositions(a: Position, b: Position): number {
  return compareEpochs(a.epoch, b.epoch) || a.number - b.number
}

function numberOf(epoch: Epoch): number {
  return Number.parseInt(epoch, 10) || 0
}
