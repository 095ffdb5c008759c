/** What the bouncer stands on; every part of it takes from here what it needs. */
import type { LocalTerms } from '#accounts/entrance.ts'
import type { Address } from '#host/address.ts'
import type { ConnectionLimits } from '#host/connection.ts'
import type { DialOptions } from '#host/dial.ts'
import type { Log } from '#host/log.ts'
import type { Store } from '#store/store.ts'
import type { Tenure } from '#store/tenure.ts'
import type { Pace } from './downstream/pump.ts'
import type { KeepTerms } from './keep-rules.ts'
import type { PushTerms } from './push/terms.ts'
import type { Reach } from './reach.ts'
import type { Networks } from './sealed-networks.ts'
import type { Timing } from './upstream.ts'

export interface Setting {
  store: Store
  /** In place of the store's own shelf: it knows the secrets. */
  networks: Networks
  /** Whether this process may act for its people just now. */
  tenure: Pick<Tenure, 'valid' | 'certain'>
  log: Log
  /** The home network's name, as people type it in `account/network`. */
  network: string
  /** The bouncer's own name: the source of what it says itself. */
  server: string
  upstream: Address
  dial: DialOptions | undefined
  /** With it the server lets us log in as any account. */
  secret: string
  /** On what the authority of accounts stands here. */
  accounts: LocalTerms
  /** Whether passwords may only be said where nobody between can read along. */
  secureLogins: boolean
  /** Where other networks may be. */
  reach: Reach
  /** Nothing is connected: the store is only looked at and changed. */
  still?: boolean | undefined
  /** Other networks that one person may have. */
  networksMax: number
  /** How much people keep, unless and in so far as they may say. */
  keep: KeepTerms
  /** Nothing where the house does not push. */
  push?: PushTerms | undefined
  /** What others are told when no device is there; '' for nothing. */
  awayText: string
  upstreamLimits: ConnectionLimits
  downstreamLimits: ConnectionLimits
  pace: Pace
  timing: Timing & Patience
}

export interface Patience {
  /** How often it is asked what has become of the accounts. */
  accountsMs: number
  /** How long a client may take to sign in. */
  signInMs: number
  /** How long a device waits for the network before it is attached without. */
  networkMs: number
  /** After a broken connection, how long channels may take to come back. */
  restoreMs: number
  /** How long a person without a device is not yet away. */
  awayMs: number
  /** Between two looks at what a person does not keep any more. */
  keepEveryMs: number
  /** From the announcement of a rule until the first lines go. */
  keepGraceMs: number
  /** How long channels wait for the login that the connect commands bring about. */
  loginMs: number
  /** Waits before a channel that did not let us in is tried again; the last one repeats. */
  rejoinMs: number[]
  /** How long a process may do without renewing its lease before others take its people. */
  leaseMs: number
  /** A process that has come gets its share after this, a few people at a time, so often. */
  shareAfterMs: number
  shareEveryMs: number
  /** How long a device waits for the process that has its person. */
  ownerMs: number
  /** A device that was never here and does not ask for its conversations gets them after this. */
  coldStartMs: number
  /** How long a device may take to read what somebody is called by, before it is pushed. */
  pushWaitMs: number
  /** How long after somebody used a device they are thought to look at it. */
  pushLookMs: number
  /** Waits before a push service that did not answer is tried again; the last one repeats. */
  pushRetryMs: number[]
  /** Between two questions to a network without MONITOR, who is there. */
  isonMs: number
}
