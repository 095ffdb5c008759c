/** Whoever has signed in and can ask the bouncer itself: a device on a network, or on none yet. */
import type { Message } from '#wire/message.ts'
import type { Seat } from '../seat.ts'
import type { User } from '../user.ts'
import type { Caps } from './caps.ts'

export interface Caller {
  readonly user: User
  /** The network that it is on. */
  readonly seat: Seat | undefined
  readonly caps: Caps
  /** What it is called now. */
  readonly nick: string
  /** The source of what the bouncer says itself. */
  readonly server: string
  readonly device: string
  /** Says a line of the answer to what it asks just now. */
  reply(line: Message): void
  /** Tells what was not asked for. */
  push(line: Message): void
  batch(type: string, params: string[], lines: Message[], tags?: Message['tags']): void
  numeric(verb: string, ...params: string[]): void
  notice(text: string): void
}
