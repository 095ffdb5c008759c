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
  /** Where the line above the new messages is. */
  | { kind: 'fresh'; buffer: Buffer }
  /** Somebody spoke to the reader, who looks elsewhere. */
  | { kind: 'called'; buffer: Buffer; entry: Entry }
  /** Who is typing. */
  | { kind: 'typing'; buffer: Buffer }
  /** The whole log is another one now: `to` is what the reader wants to see. */
  | { kind: 'moved'; buffer: Buffer; to: Entry | undefined }
  /** Older or newer lines can or cannot be asked for. */
  | { kind: 'older'; buffer: Buffer }
