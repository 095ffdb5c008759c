/**
 * Looks at a network from outside, as a person's client would: irc-framework connects, registers,
 * joins, says a line, hears its echo and finds it in the history. Each step is timed.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import irc, { type Client, type MessageEvent } from 'irc-framework'
import type { NetAddress } from '#host/address.ts'
import { causeOf } from '#host/listen.ts'

export interface ProbeOptions {
  address: NetAddress
  /** Whether a certificate that no authority vouches for is good enough. */
  insecure: boolean
  login?: { account: string; password: string } | undefined
  channel: string
  /** For the whole probe. */
  timeoutMs: number
  /** Whether CHATHISTORY must be there: the bouncer replays instead. */
  history: boolean
  onStep: (step: Step) => void
}

export interface Step {
  name: 'connect' | 'register' | 'join' | 'echo' | 'history'
  ms: number
  note: string
}

/** What the two steps behind JOIN need. */
const caps = ['echo-message', 'draft/chathistory', 'batch', 'server-time', 'message-tags']
/** How long a server may take to close after QUIT. */
const goodbyeMsMax = 500

/**
 * Takes all steps.
 * @throws Error of one line that names the step that failed and why.
 */
export async function probe(options: ProbeOptions): Promise<void> {
  const { address, insecure, login, channel } = options
  const nick = `probe${randomBytes(4).toString('hex')}`
  const client = new irc.Client()
  client.requestCap(caps)
  const visit = new Visit(client, options)
  try {
    await visit.step('connect', 'socket connected', () => {
      client.connect({
        host: address.host,
        port: address.port,
        tls: address.kind === 'tls',
        rejectUnauthorized: !insecure,
        nick,
        username: 'probe',
        gecos: 'causerie probe',
        account: login,
        sasl_disconnect_on_fail: true,
        enable_echomessage: true,
        auto_reconnect: false,
        version: null,
      })
      return () => address.kind
    })
    await visit.step('register', 'registered', () => () => `as ${client.user.nick}`)
    await visit.step('join', 'join', () => {
      client.join(channel)
      return (event: MessageEvent) => event.nick === client.user.nick && channel
    })
    const text = `causerie probe ${randomBytes(8).toString('hex')}`
    await echo(visit, client, channel, text)
    if (options.history) await history(visit, client, channel, text)
    client.part(channel)
  } finally {
    await visit.leave()
  }
}

async function echo(visit: Visit, client: Client, channel: string, text: string): Promise<void> {
  visit.demand('echo', 'echo-message')
  await visit.step('echo', 'privmsg', () => {
    client.say(channel, text)
    return (event: MessageEvent) => event.message === text && 'heard what it said'
  })
}

async function history(visit: Visit, client: Client, channel: string, text: string): Promise<void> {
  visit.demand('history', 'draft/chathistory')
  await visit.step('history', 'batch end chathistory', () => {
    client.raw('CHATHISTORY', 'LATEST', channel, '*', '10')
    return ({ commands }: { commands: { params: string[] }[] }) => {
      if (commands.some(({ params }) => params.at(-1) === text)) return 'CHATHISTORY has the line'
      throw new Error('history: CHATHISTORY does not have the line that was just said')
    }
  })
}

/** The note of the step when the event is the one that it waits for. */
// biome-ignore lint/suspicious/noExplicitAny: each event has a shape of its own.
type Fits = (event: any) => string | false

class Visit {
  readonly #client: Client
  readonly #onStep: ProbeOptions['onStep']
  readonly #timer: NodeJS.Timeout
  #step: Step['name'] = 'connect'
  /** What the server said last about an error; a close that follows has no reason of its own. */
  #lastWords: string | undefined
  #fail: (error: Error) => void = () => {}
  #failed: Error | undefined

  constructor(client: Client, { onStep, timeoutMs }: ProbeOptions) {
    this.#client = client
    this.#onStep = onStep
    const late = () => this.#break(`no answer within ${timeoutMs / 1000} s`)
    this.#timer = setTimeout(late, timeoutMs)
    client.on('socket close', (error: Error | undefined) => {
      const said = this.#lastWords && `the server said: ${this.#lastWords}`
      this.#break(said || (error instanceof Error ? explain(error) : ''))
    })
    client.on('sasl failed', ({ reason, message }) => this.#break(`login: ${message ?? reason}`))
    client.on('nick in use', ({ reason }) => this.#break(reason))
    client.on('irc error', ({ error, reason }) => {
      this.#lastWords = reason ?? error
      if (error !== 'irc') this.#break(`the server said: ${this.#lastWords}`)
    })
    client.on('unknown command', ({ command, params }) => {
      const refusal = command === 'FAIL' || /^[45]\d\d$/.test(command)
      if (refusal) this.#break(`the server said: ${params.at(-1)}`)
    })
  }

  /** @param act begins the step, and gives what tells its event from others of that name. */
  async step(name: Step['name'], event: string, act: () => Fits): Promise<void> {
    this.#step = name
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    this.#fail = reject
    // It may break before, or without ever, being awaited: whoever acts has thrown then.
    promise.catch(() => {})
    if (this.#failed) reject(this.#failed)
    const began = performance.now()
    let fits: Fits | undefined
    this.#client.on(event, (heard) => {
      try {
        const note = fits?.(heard)
        if (note) resolve(note)
      } catch (error) {
        reject(error)
      }
    })
    fits = act()
    const note = await promise
    this.#onStep({ name, ms: performance.now() - began, note })
  }

  demand(name: Step['name'], cap: string): void {
    if (this.#client.network.cap.isEnabled(cap)) return
    throw new Error(`${name}: the server does not offer ${cap}`)
  }

  /** Says goodbye where there is somebody to say it to. Leaves no socket and no timer behind. */
  async leave(): Promise<void> {
    clearTimeout(this.#timer)
    const { connected, connection } = this.#client
    if (connected) {
      const gone = new Promise((resolve) => this.#client.once('socket close', resolve))
      this.#client.quit()
      await Promise.race([gone, sleep(goodbyeMsMax, undefined, { ref: false })])
    }
    connection.transport?.disposeSocket()
  }

  #break(why: string): void {
    this.#failed ??= new Error(`${this.#step}: ${why || 'the server closed the connection'}`)
    this.#fail(this.#failed)
  }
}

function explain(error: NodeJS.ErrnoException): string {
  const untrusted = /CERT|SIGNATURE/.test(error.code ?? '')
  return causeOf(error).split(';', 1)[0]! + (untrusted ? ' (--insecure accepts it)' : '')
}
