/** What a session tells the page: something has changed, look again. */
import type { Buffer } from './buffer.ts'
import type { Entry } from './entry.ts'

export type Change =
  /** The phase, the own nickname, being away. */
  | { kind: 'status' }
  /** Which conversations there are, what they are called, their counters. */
  | { kind: 'buffers' }
  /** The topic, the modes or the members of a channel. */
  | { kind: 'channel'; buffer: Buffer }
  | { kind: 'inserted'; buffer: Buffer; at: number; count: number }
  | { kind: 'removed'; buffer: Buffer; at: number; count: number }
  | { kind: 'changed'; buffer: Buffer; entry: Entry }
  /** Older lines can or cannot be asked for. */
  | { kind: 'older'; buffer: Buffer }
