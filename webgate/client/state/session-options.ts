/** What a session is made with: who the person is, and the page around it. */
import type { Change } from './change.ts'
import type { Exchange, Refusal } from './handshake.ts'
import type { Rules } from './rules.ts'

export interface SessionOptions {
  nick: string
  channels: string[]
  realname?: string | undefined
  signIn?: ((offered: string[]) => Exchange | undefined) | undefined
  /** The network of a bouncer to be on. The nickname is then the bouncer's to choose. */
  bind?: string | undefined
  /** @returns false when there is no connection. */
  send: (line: string) => boolean
  changed: (change: Change) => void
  /** The person must change something before it can go on. */
  refused: (why: Refusal, text: string) => void
  /** The person wants to see which channels there are; where there is no page, the lines are shown. */
  browse?: (() => void) | undefined
  /** The person wants to know who somebody is; where there is no page, the lines are shown. */
  meet?: ((nick: string) => void) | undefined
  /** The person leaves for good. */
  quit: (reason: string) => void
  /** Asked each time, for they may change. */
  rules?: (() => Rules) | undefined
  /** The person asks not to hear somebody any more, or to hear them again. */
  ignore?: ((mask: string, on: boolean) => void) | undefined
  /** Milliseconds since 1970. */
  now: () => number
}
