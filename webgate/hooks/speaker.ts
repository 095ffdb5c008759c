/**
 * Speaks for one hook: a plain IRC client with the hook's name for a nick, which joins the channel
 * and stays. A message counts as said when the server has answered a PING that followed it: the
 * server answers in order, and holds what it echoes until it is safe on its disk.
 */
import type { Hook } from '#store/hooks.ts'
import { type Message, parse } from '#wire/message.ts'
import { byteLength, splitWords } from '#wire/text.ts'
import type { Upstream } from '../upstream/conversation.ts'
import type { Destination } from '../upstream/destinations.ts'

/** In Slack's words, but for the first. */
export type SpeechError = 'unavailable' | 'channel_not_found' | 'action_prohibited'

/** Bytes of a message's text: a line less the longest prefix, the command and the channel. */
const textBytesMax = 512 - 130
/** Lines that are on their way at once. */
const togetherMax = 5
const answerMsMax = 10_000
const nickTriesMax = 6
const nickCharsMax = 24

interface Awaited {
  token: string
  refused: SpeechError | undefined
  resolve: (error: SpeechError | undefined) => void
}

export class Speaker {
  readonly #hook: Hook
  readonly #destination: Destination
  #upstream: Upstream | undefined
  #nick = ''
  #nickTries = 0
  #welcomed = false
  #joined = false
  #caps = ''
  #awaited: Awaited | undefined
  #pings = 0
  /** Messages are said one after the other. */
  #queue: Promise<unknown> = Promise.resolve()
  /** When it last spoke, on the clock of `performance`. */
  spokeAt = performance.now()

  constructor(hook: Hook, destination: Destination) {
    this.#hook = hook
    this.#destination = destination
  }

  /** @returns what went wrong, if anything did. Never rejects. */
  say(lines: readonly string[]): Promise<SpeechError | undefined> {
    const said = this.#queue.then(() => this.#say(lines))
    this.#queue = said
    return said
  }

  async #say(lines: readonly string[]): Promise<SpeechError | undefined> {
    this.spokeAt = performance.now()
    const refused = await this.#beThere()
    if (refused) return refused
    const { channel } = this.#hook
    const max = textBytesMax - byteLength(channel)
    const pieces = lines.flatMap((line) =>
      splitWords(line, max)
        .map((one) => one.trim())
        .filter(Boolean),
    )
    for (let at = 0; at < pieces.length; at += togetherMax) {
      const together = pieces.slice(at, at + togetherMax)
      const error = await this.#ask(together.map((text) => `PRIVMSG ${channel} :${text}`))
      if (error) return error
    }
    return undefined
  }

  async #beThere(): Promise<SpeechError | undefined> {
    if (!this.#upstream) {
      const refused = await this.#connect()
      if (refused) return refused
    }
    return this.#joined ? undefined : this.#ask([`JOIN ${this.#hook.channel}`])
  }

  #connect(): Promise<SpeechError | undefined> {
    this.#nick = nickOf(this.#hook.name)
    this.#nickTries = 0
    this.#welcomed = false
    this.#joined = false
    this.#caps = ''
    const answer = this.#await('')
    const itself = { ip: '127.0.0.1', secure: true, name: async () => undefined }
    this.#upstream = this.#destination.open(itself, {
      connected: () => {
        this.#write('CAP LS 302', `NICK ${this.#nick}`, 'USER hook 0 * :A webhook')
      },
      lines: (lines) => {
        for (const line of lines) this.#hear(line.toString())
      },
      drained: () => {},
      ended: () => this.#lost(),
    })
    return answer
  }

  /** Says lines, and waits until the server has dealt with them. */
  #ask(lines: string[]): Promise<SpeechError | undefined> {
    const token = `hook-${++this.#pings}`
    const answer = this.#await(token)
    this.#write(...lines, `PING ${token}`)
    return answer
  }

  #await(token: string): Promise<SpeechError | undefined> {
    const { promise, resolve } = Promise.withResolvers<SpeechError | undefined>()
    this.#awaited = { token, refused: undefined, resolve }
    const timer = setTimeout(() => this.close(), answerMsMax)
    return promise.finally(() => clearTimeout(timer))
  }

  #settle(error: SpeechError | undefined): void {
    const awaited = this.#awaited
    this.#awaited = undefined
    awaited?.resolve(error)
  }

  #write(...lines: string[]): void {
    for (const line of lines) this.#upstream?.write(Buffer.from(`${line}\r\n`))
  }

  #hear(line: string): void {
    const message = parse(line)
    if (!message) return
    const { verb, params } = message
    if (verb === 'PING') return this.#write(`PONG :${params[0] ?? ''}`)
    if (!this.#welcomed) return this.#register(message)
    const awaited = this.#awaited
    if (awaited && verb === 'PONG' && params.at(-1) === awaited.token) {
      return this.#settle(awaited.refused)
    }
    this.#follow(message)
    const refused = refusalOf(message)
    if (refused && this.#awaited) this.#awaited.refused ??= refused
  }

  #register({ verb, params }: Message): void {
    if (verb === 'CAP') return this.#negotiate(params)
    if (/^43[1-7]$/.test(verb)) return this.#tryAnotherNick()
    if (verb === 'ERROR' || verb === '465') return this.close()
    if (verb !== '001') return
    this.#welcomed = true
    this.#nick = params[0] ?? this.#nick
    this.#settle(undefined)
  }

  /** With its own words echoed, it hears of nothing before the disk has it. */
  #negotiate([, verb = '', ...rest]: string[]): void {
    if (verb !== 'LS') return this.#write('CAP END')
    this.#caps += ` ${rest.at(-1) ?? ''}`
    if (rest[0] === '*' && rest.length > 1) return
    const offered = this.#caps.split(' ').includes('echo-message')
    this.#write(offered ? 'CAP REQ :echo-message' : 'CAP END')
  }

  #tryAnotherNick(): void {
    this.#nickTries++
    if (this.#nickTries > nickTriesMax) return this.close()
    this.#nick += this.#nickTries < nickTriesMax ? '_' : Math.floor(Math.random() * 1e4)
    this.#write(`NICK ${this.#nick}`)
  }

  /** Where it is. */
  #follow({ verb, source = '', params }: Message): void {
    const mine = source.startsWith(`${this.#nick}!`)
    if (verb === 'NICK' && mine) this.#nick = params[0] ?? this.#nick
    if (verb === 'JOIN' && mine) this.#joined = true
    if (verb === 'PART' && mine) this.#joined = false
    if (verb === 'KICK' && params[1] === this.#nick) this.#joined = false
  }

  #lost(): void {
    this.#upstream = undefined
    this.#settle('unavailable')
  }

  /** Leaves the network; the next message comes back to it. */
  close(): void {
    this.#write('QUIT :Webhook')
    this.#upstream?.hangUp()
    this.#lost()
  }
}

function refusalOf({ verb }: Message): SpeechError | undefined {
  if (verb === '403' || verb === '476' || verb === '479') return 'channel_not_found'
  return /^(4[0-8]\d|489|53[01])$/.test(verb) || verb === 'FAIL' ? 'action_prohibited' : undefined
}

/** The name with what no nick may have replaced. */
export function nickOf(name: string): string {
  const letters = name.normalize('NFKD').replace(/[^\w[\]\\`^{|}-]+/g, '-')
  const fit = letters.replace(/^[-\d]+/, (start) => `h${start}`).slice(0, nickCharsMax)
  return fit || 'hook'
}
