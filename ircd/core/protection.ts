/** What the configuration says about operators, and against abuse. */
import type { Range } from '#wire/cidr.ts'
import type { Privilege } from './privilege.ts'
import type { Rate } from './throttle.ts'

/** Somebody who may say OPER. All that is given here must fit. */
export interface OperBlock {
  name: string
  /** Of `causerie mkpasswd`; '' where the certificate is enough. */
  password: string
  /** SHA-256 of certificates, 64 hexadecimal digits; none where the password is enough. */
  fingerprints: string[]
  /** Masks such as `*@192.0.2.*`; none for everywhere. */
  hosts: string[]
  privileges: ReadonlySet<Privilege>
  title: string
  /** What `draft/oper` says; '' for nothing more. */
  rank: string
  snomasks: string
  /** '' for none. */
  vhost: string
  /** Whether only other operators see it. */
  hidden: boolean
  /** Whether it may say its password without encryption. */
  plain: boolean
}

export interface Blocklist {
  /** The zone, as `dnsbl.example.org`. */
  zone: string
  /** The answers that count, as `127.0.0.2`; none for all. */
  replies: string[]
  reason: string
  /** Whether it is turned away, or only told to the operators. */
  action: 'refuse' | 'mark'
}

export interface Protection {
  connections: {
    /** At once from one address; 0 for no limit. */
    perAddress: number
    /** Of those, how many that have not registered. */
    unknownPerAddress: number
    /** Bits of an address whose users count as one. */
    v4Prefix: number
    v6Prefix: number
    /** At once from one network; 0 for no limit. And its bits. */
    perNetwork: number
    v4Network: number
    v6Network: number
    /** Limits of their own for addresses in some ranges. */
    ranges: { range: Range; perAddress: number }[]
    /** Neither counted nor slowed: our own houses, proxies, bots. */
    exempt: Range[]
  }
  pace: {
    enabled: boolean
    /** Lines that are read at once before the next must wait. */
    burst: number
    perSecond: number
  }
  cloak: {
    enabled: boolean
    /** Whether who logs in is `user/<account>`. */
    accounts: boolean
    /** What a cloak ends in. */
    suffix: string
  }
  blocklists: Blocklist[]
  /** Whether the names of addresses are looked up. */
  reverseDns: boolean
  throttle: {
    connections: Rate
    nickChanges: Rate
    newTargets: Rate
    /** Signs that somebody is typing. */
    typing: Rate
    logins: Rate
    registrations: Rate
    opers: Rate
  }
  /** Zero bits of the hash that strangers work for; 0 for none. */
  proofBits: number
  /** Who has no account, and comes from nowhere known. */
  strangers: {
    /** How many may come. */
    arrivals: Rate
    /** So long after it came one does not write to people; 0 for no such time. */
    silentMs: number
    /** Whether they may make channels. */
    channels: boolean
  }
  reputation: {
    enabled: boolean
    /** From this score on an address is known. */
    known: number
  }
}

const never: Rate = { count: 0, ms: 1000 }

/** Nobody is counted, slowed, hidden or looked up. */
export const unprotected: Protection = {
  connections: {
    perAddress: 0,
    unknownPerAddress: 0,
    v4Prefix: 32,
    v6Prefix: 64,
    perNetwork: 0,
    v4Network: 24,
    v6Network: 48,
    ranges: [],
    exempt: [],
  },
  pace: { enabled: false, burst: 10, perSecond: 2 },
  cloak: { enabled: false, accounts: false, suffix: 'cloak' },
  blocklists: [],
  reverseDns: false,
  proofBits: 0,
  throttle: {
    connections: never,
    nickChanges: never,
    newTargets: never,
    typing: never,
    logins: never,
    registrations: never,
    opers: never,
  },
  strangers: { arrivals: never, silentMs: 0, channels: true },
  reputation: { enabled: false, known: 24 },
}
