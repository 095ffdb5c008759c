/**
 * Kiwi IRC's channels: several conversations in one SockJS session, each message with the number
 * of its channel before it. Channel 0 is for control.
 *
 * | the page says | and means |
 * |---|---|
 * | `:0 CONTROL START` | a session begins: nothing is to be done |
 * | `:1` | open channel 1, which is acknowledged by `:1`; or close it when it is in use |
 * | `:1 HOST irc.example.org:+6697` | which network; heeded where networks are listed |
 * | `:1 ENCODING utf8` | the charset of that network |
 * | `:1 CAPTCHA <token>` | the answer to `:1 CAPTCHA NEEDED`, or before it was asked for |
 * | `:1 <line>` | IRC |
 *
 * The toggle is ambiguous: a page that quits closes its channel when the server may have closed it
 * already, and that would open it again. So an open channel costs nothing until NICK and USER have
 * come, and `:1` on one that is not in use yet is acknowledged again and changes nothing.
 */
import type { WebMetrics } from '../metrics.ts'
import type { Conversation, SockSession } from '../sockjs/session.ts'
import type { Destinations, Introduced } from '../upstream/destinations.ts'
import type { Verify } from './captcha.ts'
import { Challenge } from './challenge.ts'
import { Channel } from './channel.ts'

export interface MultiplexerOptions {
  destinations: Destinations
  metrics: WebMetrics
  channelsMax: number
  /** Bytes of one line of the browser. */
  lineBytesMax: number
  /** Who must solve a CAPTCHA is asked to; nobody without it. */
  captcha?: Verify | undefined
}

/** Channels that were closed while the page has not read yet what was said in them. */
const leftMax = 100

export class Multiplexer implements Conversation {
  readonly #session: SockSession
  readonly #visitor: Introduced
  readonly #options: MultiplexerOptions
  readonly #challenge: Challenge | undefined
  readonly #channels = new Map<string, Channel>()

  constructor(session: SockSession, visitor: Introduced, options: MultiplexerOptions) {
    this.#session = session
    this.#visitor = visitor
    this.#options = options
    if (options.captcha) {
      this.#challenge = new Challenge(options.captcha, visitor.ip, () => this.#proceed())
    }
  }

  receive(message: string): void {
    const [, id, text] = /^:([\w-]{1,32})(?: (.*))?$/s.exec(message) ?? []
    if (id === undefined || id === '0') return
    if (text === undefined) return this.#toggle(id)
    // A channel that the server has just closed: the page has been told, or is about to be.
    this.#channels.get(id)?.receive(text)
  }

  #toggle(id: string): void {
    const known = this.#channels.get(id)
    if (known?.inUse) return known.close()
    if (this.#session.lanes > this.#options.channelsMax + leftMax) {
      return this.#session.destroy('the page reads too slowly')
    }
    const channel = known ?? this.#open(id)
    channel.acknowledge()
    if (this.#channels.size > this.#options.channelsMax) channel.refuse()
  }

  #open(id: string): Channel {
    const { destinations, metrics, lineBytesMax } = this.#options
    const lane = this.#session.lane()
    const channel: Channel = new Channel({
      id,
      lane,
      destinations,
      metrics,
      lineBytesMax,
      visitor: this.#visitor,
      challenge: this.#challenge,
      closed: () => {
        if (this.#channels.get(id) === channel) this.#channels.delete(id)
        this.#session.leave(lane)
      },
    })
    this.#channels.set(id, channel)
    return channel
  }

  /** Whichever of its networks the CAPTCHA was solved for, all go on. */
  #proceed(): void {
    for (const channel of [...this.#channels.values()]) channel.proceed()
  }

  gone(): void {
    for (const channel of [...this.#channels.values()]) channel.close()
  }
}
