/** What differs between the servers that we speak TS6 with. */
import type { Message } from '#wire/message.ts'
import type { Book } from '../core/book.ts'
import {
  hybridImplies,
  hybridModes,
  hybridTokens,
  hybridUserModes,
  readHybrid,
  writeHybrid,
} from './hybrid.ts'
import type { DialectName } from './terms.ts'

/** Ours; other servers ignore it, and repeat it in GCAP. */
export const ownToken = 'CAUSERIE'

/** Ours: both ends come to remember the same of their channels. */
export const historyToken = 'CAUSERIE-HISTORY'

/** Ours: names are compared by rfc1459; without it by ascii. */
export const foldingToken = 'CAUSERIE-RFC1459'

/** What we say of ourselves in CAPAB and GCAP, to servers that speak Solanum's dialect, and to ours. */
export const tokens = [
  'BAN',
  'CHW',
  'EBMASK',
  'ECHO',
  'ENCAP',
  'EOPMOD',
  'EUID',
  'EX',
  'IE',
  'KNOCK',
  'MLOCK',
  'QS',
  'REMOVE',
  'RSFNC',
  'SAVE',
  'SERVICES',
  'STAG',
  'TB',
  ownToken,
  historyToken,
]

/** Without these a server cannot be linked. */
export const tokensNeeded = ['ENCAP', 'EX', 'IE', 'QS']

export interface Dialect {
  name: DialectName
  /** Letters of channel modes that mean there what they mean here; nothing for all that there are. */
  modes: string | undefined
  /** Likewise of users. */
  userModes: string | undefined
  /** Bytes of a line, without tags and CR LF. */
  lineBytesMax: number
  /** Bytes of a topic, a user name, a real name. */
  topicBytesMax: number
  usernameBytesMax: number
  realnameBytesMax: number
  /** What servers that speak it can, whatever their tokens say. */
  implies?: readonly string[]
  /** Of two users with one nick, those are the same person who have the same user name and this. */
  person: 'host' | 'ip'
  /** A line of theirs in Solanum's words, and the other way round; absent where they are the same. */
  read?(line: Message): Message[]
  write?(line: Message): Message[]
}

export const causerie: Dialect = {
  name: 'causerie',
  modes: undefined,
  userModes: undefined,
  lineBytesMax: 8192,
  topicBytesMax: 4096,
  usernameBytesMax: 64,
  realnameBytesMax: 1024,
  person: 'host',
}

/** https://github.com/solanum-ircd/solanum/blob/main/doc/technical/ts6.md */
export const solanum: Dialect = {
  name: 'solanum',
  modes: 'beIklimnpstov',
  userModes: 'iowZ',
  lineBytesMax: 510,
  topicBytesMax: 390,
  usernameBytesMax: 10,
  realnameBytesMax: 50,
  person: 'host',
}

/** ircd-hybrid, and Anope as its services. */
export const hybrid: Dialect = {
  name: 'hybrid',
  modes: hybridModes,
  userModes: hybridUserModes,
  lineBytesMax: 510,
  topicBytesMax: 300,
  usernameBytesMax: 10,
  realnameBytesMax: 50,
  implies: hybridImplies,
  person: 'ip',
  read: readHybrid,
  write: writeHybrid,
}

/** What we say in CAPAB, as long as it is not known which dialect the other side speaks. */
export function tokensFor(dialect: DialectName | 'auto'): string[] {
  if (dialect === 'hybrid') return [...hybridTokens, ownToken]
  return [...new Set(dialect === 'auto' ? [...tokens, ...hybridTokens] : tokens)]
}

/** @returns whether a channel mode may be said in the dialect. */
export function speaksMode({ modes }: Dialect, book: Book, letter: string): boolean {
  return modes === undefined ? book.modes.has(letter) : modes.includes(letter)
}
