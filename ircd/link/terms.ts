/** On which terms this server links to others, and what it needs of the machine for it. */

import type { Caller } from '../core/ports.ts'
import type { Privilege } from '../core/privilege.ts'
import type { Peer } from './peer.ts'

/**
 * `causerie` between two of ours; `solanum` is TS6 as Solanum, Atheme and Anope speak it; `hybrid` is
 * ircd-hybrid's.
 */
export type DialectName = 'causerie' | 'solanum' | 'hybrid'

/** One `[[link]]` of the configuration. */
export interface LinkTerms {
  /** The other server's name. */
  name: string
  sendPassword: string
  /** In a time that says nothing of how much of it was right. */
  accepts(password: string): boolean
  /**
   * SHA-256 of its certificates in lower-case hexadecimal, or of their keys with `spki:` before it;
   * none where any will do.
   */
  fingerprints: string[]
  /** Whether the connection must be encrypted. */
  secure: boolean
  /** Whether it may come from this address. */
  from(ip: string): boolean
  /** Masks of the names of servers that it may introduce; none for a leaf. */
  hub: string[]
  dialect: DialectName | 'auto'
  /** Whether it looks after accounts and channels, and may change others' users. */
  services: boolean
  /** What operators of it, and of the servers behind it, may do here at most. */
  operators: readonly Privilege[]
  /** Whether its accounts are ours, and those of the servers behind it: all are on one store. */
  sharedAccounts: boolean
  /** Whether what checks passwords may go there: nobody between reads along, and we know who it is. */
  confidential(caller: Caller): boolean
}

export interface LinkSink {
  /**
   * @param text one line without CR LF, or several joined by it. What is given at once must be
   *     written at once: the other side must not hear of the first line long before the last.
   */
  push(text: string): void
  /** Settles at a later turn, once little waits to be sent; a burst is said at once without it. */
  room?(): Promise<void>
  /** Sends what is waiting, then the last line, then closes. */
  end(line?: string): void
}

export interface LinkConfig {
  terms: LinkTerms[]
  /** Whether both ends come to remember the same of their channels; so unless told. */
  heals?: boolean | undefined
  /** Makes a connection; what fails is told to the log. */
  dial?(terms: LinkTerms): void
  /** A link has ended, or did not come up. */
  ended?(peer: Peer, reason: string): void
}
