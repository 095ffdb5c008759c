/** One channel of a Kiwi session: a network that the page is on. */
import type { WebMetrics } from '../metrics.ts'
import { Charset } from '../sockjs/charset.ts'
import { Flow, type FlowEnd } from '../sockjs/flow.ts'
import type { Lane } from '../sockjs/lane.ts'
import type { Destination, Destinations, Introduced } from '../upstream/destinations.ts'
import { readHost } from '../upstream/named-host.ts'
import type { Challenge } from './challenge.ts'
import { errorCode } from './error-code.ts'

export interface ChannelOptions {
  id: string
  lane: Lane
  destinations: Destinations
  metrics: WebMetrics
  visitor: Introduced
  lineBytesMax: number
  /** What must be passed before any server is asked for. */
  challenge: Challenge | undefined
  /** Called once: it is no longer there. */
  closed: () => void
}

/** COMPAT: the words of webircgateway for a wrong answer. */
const failures = {
  refused: ['Invalid captcha', 'bad_captcha'],
  trouble: ['The captcha cannot be checked just now', 'err_unknown'],
} as const

export class Channel {
  readonly #options: ChannelOptions
  readonly #charset = new Charset()
  readonly #flow: Flow
  #host = 'default'
  #nick = false
  #user = false
  /** The page waits for the CAPTCHA, or for what becomes of its answer. */
  #challenged = false
  #answered = false
  #over = false

  constructor(options: ChannelOptions) {
    this.#options = options
    this.#flow = new Flow({
      lane: options.lane,
      lineBytesMax: options.lineBytesMax,
      charset: this.#charset,
      prefix: `:${options.id} `,
      connected: () => this.#tell('control connected'),
      ended: (end, error) => this.#ended(end, error),
    })
  }

  /** Whether a server has been asked for, or will be when the CAPTCHA is solved. */
  get inUse(): boolean {
    return this.#flow.opened || this.#challenged
  }

  /** Whoever asks again before the answer has left is answered once. */
  acknowledge(): void {
    const { id, lane } = this.#options
    if (lane.empty) lane.push(`:${id}`)
  }

  /** There are too many. */
  refuse(): void {
    this.#tell('control closed err_forbidden')
    this.close()
  }

  #tell(text: string): void {
    this.#options.lane.push(`:${this.#options.id} ${text}`)
  }

  receive(text: string): void {
    const [, verb, rest = ''] = /^(HOST|ENCODING|CAPTCHA) (.*)$/.exec(text) ?? []
    if (verb === 'HOST') this.#host = rest
    else if (verb === 'ENCODING') this.#charset.choose(rest)
    else if (verb === 'CAPTCHA') void this.#prove(rest)
    else this.#say(text)
  }

  /** The server is dialled when the page has said who it is. */
  #say(text: string): void {
    this.#nick ||= /^NICK /i.test(text)
    this.#user ||= /^USER /i.test(text)
    this.#flow.say(text)
    this.proceed()
  }

  async #prove(token: string): Promise<void> {
    const { challenge, metrics } = this.#options
    if (!challenge || challenge.passed) return
    this.#answered = true
    const verdict = await challenge.answer(token)
    if (this.#over) return
    if (verdict === 'passed') return
    metrics.ended.inc({ reason: 'captcha' })
    const [why, code] = failures[verdict]
    this.#tell(`ERROR :${why}`)
    this.#tell(`control closed ${code}`)
    this.close()
  }

  /** To the server, if the page has said who it is and has passed what there is to pass. */
  proceed(): void {
    if (!this.#nick || !this.#user || this.#flow.opened || this.#over) return
    const { challenge } = this.#options
    if (challenge && !challenge.passed) {
      if (this.#challenged) return
      this.#challenged = true
      if (!this.#answered) this.#tell('CAPTCHA NEEDED')
      return
    }
    const destination = this.#destination()
    if (destination) return this.#flow.open(destination, this.#options.visitor)
    this.refuse()
  }

  /** @returns nothing when the page may not go there. */
  #destination(): Destination | undefined {
    const { destinations } = this.#options
    const own = /^(?:default(?::.*)?)?$/i.test(this.#host.trim())
    if (own || !destinations.namesHosts) return destinations.house('ircd')
    const named = readHost(this.#host)
    return named && destinations.network(named)
  }

  #ended(end: FlowEnd, error: Error | undefined): void {
    this.#options.metrics.ended.inc({ reason: end })
    this.#over = true
    // COMPAT: Kiwi splits at the space, also when no error follows.
    this.#tell(`control closed ${errorCode(end, error)}`)
    this.#options.closed()
  }

  close(): void {
    this.#over = true
    this.#flow.close()
    this.#options.closed()
  }
}
