/** What differs between the servers that we speak TS6 with. */
import type { Book } from '../core/book.ts'
import type { DialectName } from './terms.ts'

/** Ours; other servers ignore it, and repeat it in GCAP. */
export const ownToken = 'CAUSERIE'

/** What we say of ourselves in CAPAB and GCAP, to servers that speak Solanum's dialect, and to ours. */
export const tokens = [
  'BAN',
  'CHW',
  'EBMASK',
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
}

export const causerie: Dialect = {
  name: 'causerie',
  modes: undefined,
  userModes: undefined,
  lineBytesMax: 8192,
  topicBytesMax: 4096,
  usernameBytesMax: 64,
  realnameBytesMax: 1024,
}

/** https://github.com/solanum-ircd/solanum/blob/main/doc/technical/ts6.md */
export const solanum: Dialect = {
  name: 'solanum',
  modes: 'beIklimnpstov',
  userModes: 'iow',
  lineBytesMax: 510,
  topicBytesMax: 390,
  usernameBytesMax: 10,
  realnameBytesMax: 50,
}

/** @returns whether a channel mode may be said in the dialect. */
export function speaksMode({ modes }: Dialect, book: Book, letter: string): boolean {
  return modes === undefined ? book.modes.has(letter) : modes.includes(letter)
}
