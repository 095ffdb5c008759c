/** One client's conversation with this server. */

import { formatTime } from '#wire/chathistory.ts'
import { fit, quotable } from '#wire/fit.ts'
import { format, type Message, messageFrom, parse, type Tags } from '#wire/message.ts'
import {
  ERR_INPUTTOOLONG,
  ERR_NEEDMOREPARAMS,
  ERR_NOPRIVILEGES,
  ERR_NOTREGISTERED,
  fail,
  type Reply,
} from '#wire/numerics.ts'
import { Ask } from './ask.ts'
import type { Feature } from './feature.ts'
import { hunted } from './hunt.ts'
import { quit } from './lifecycle.ts'
import type { Origin } from './links.ts'
import { User } from './network.ts'
import type { Caller, LineFault, Sink } from './ports.ts'
import type { Rendition } from './rendition.ts'
import type { Server } from './server.ts'

export class Session {
  readonly #server: Server
  readonly #sink: Sink
  caller: Caller
  /** Until it is registered a user that nobody else can see, with '' where the nick is missing. */
  readonly user: User
  /** The bits of the enabled capabilities that change how facts read. */
  caps = 0
  readonly #enabled = new Set<string>()
  /** The highest version of CAP LS, 301 until it is told. */
  capVersion = 301
  registered = false
  closed = false
  /** What registration still waits for, such as CAP END. */
  readonly holds = new Set<string>()
  /** Of PASS; forgotten once it was tried. */
  password: string | undefined
  /** When it last sent anything, and when we asked because it did not. */
  heardAt: number
  pingedAt = 0
  /** Until then no further line of it is read: it has said more than its share. */
  freeAt = 0
  /** When what it has said will have cost nothing, for each kind of thing that is said. */
  readonly shares: number[] = []
  /** It may stay, but what it asks is not heard: see SHUN. */
  shunned = false
  /** It comes from where nobody is counted or slowed, as the configuration says. */
  exempt = false
  #batches = 0

  /** @param whom the id of who has connected, or the user of another server, which asks for it */
  constructor(server: Server, sink: Sink, caller: Caller, whom: string | User, now: number) {
    this.#server = server
    this.#sink = sink
    this.caller = caller
    this.heardAt = now
    this.user = typeof whom === 'string' ? new User(whom, server.net.me, this, now) : whom
  }

  has(cap: string): boolean {
    return this.#enabled.has(cap)
  }

  /** Whether it enabled the feature's capability, by whichever of its names. */
  hasAny({ cap, capAliases = [] }: Feature): boolean {
    return [cap, ...capAliases].some((name) => name !== undefined && this.has(name))
  }

  enabledCaps(): string[] {
    return [...this.#enabled]
  }

  enable(cap: string, on: boolean): void {
    if (on) this.#enabled.add(cap)
    else this.#enabled.delete(cap)
    this.caps = this.#server.book.bits(this.#enabled)
  }

  /** A label can only be given back to those who can also read a batch of answers. */
  get labels(): boolean {
    return this.#enabled.has('labeled-response') && this.#enabled.has('batch')
  }

  nextBatch(): string {
    this.#batches = (this.#batches + 1) % 1_000_000
    return `b${this.#batches}`
  }

  /**
   * @param text one line without CR LF.
   * @returns a promise while no further line may be given, because this one is slow to answer.
   */
  receive(text: string, fault?: LineFault): void | Promise<void> {
    if (this.closed) return
    this.heardAt = this.#server.ports.now()
    this.pingedAt = 0
    const line = parse(text)
    if (!line && !fault) return
    const ask = new Ask(this.#server, this, line?.verb ?? '*', line?.tags)
    const answered = fault || !line ? this.#refuse(ask, fault) : this.#answer(ask, line)
    if (answered instanceof Promise) return answered.then(() => ask.finish())
    ask.finish()
  }

  #answer(ask: Ask, { verb, params }: Message): void | Promise<void> {
    const { commands, unknown } = this.#server.book
    const command = commands.get(verb) ?? unknown
    if (!this.registered && command.from !== 'anyone') return ask.reply(ERR_NOTREGISTERED())
    command.uses++
    for (const screen of command.screens) {
      const refusal = screen(ask, params)
      if (refusal) return refusal === 'ignore' ? undefined : ask.reply(refusal)
    }
    if (command.needs && !ask.can(command.needs)) return ask.reply(ERR_NOPRIVILEGES())
    if (params.length < (command.min ?? 0)) return ask.reply(ERR_NEEDMOREPARAMS(verb))
    const { hunts } = command
    const other = hunts && hunted(ask.net, hunts, params)
    if (!other) return command.run(ask, ...params)
    if ('verb' in other) return ask.reply(other)
    this.#server.links!.ask(ask, other, params, hunts.at)
  }

  #refuse(ask: Ask, fault: LineFault | undefined): void {
    for (const mishears of this.#server.book.mishears) mishears(ask)
    if (fault === 'too-long') {
      const { tooLong } = this.#server.book.commands.get(ask.verb) ?? {}
      return ask.reply(tooLong?.(ask) ?? ERR_INPUTTOOLONG())
    }
    ask.reply(fail(ask.verb, 'INVALID_UTF8', 'This network accepts only UTF-8'))
  }

  hear(rendition: Rendition, ticket: number): void {
    const text = rendition.for(this.caps)
    if (text) this.#sink.push(text, ticket)
  }

  push(text: string, ticket = 0): void {
    if (!this.closed) this.#sink.push(text, ticket)
  }

  /** Others are heard meanwhile: see `Sink.room`. */
  room(): Promise<void> {
    return this.#sink.room()
  }

  say(line: Message): void {
    this.push(this.text(line))
  }

  /** Every line has a time for holders of server-time; inside a batch its beginning has it. */
  text(line: Message): string {
    const text = format(line)
    const { tags } = line
    if (!this.#enabled.has('server-time') || tags?.has('time') || tags?.has('batch')) return text
    const time = `@time=${formatTime(this.#server.ports.now())}`
    return text[0] === '@' ? `${time};${text.slice(1)}` : `${time} ${text}`
  }

  /** Says numerics that answer nothing it asked. */
  tell(...replies: Reply[]): void {
    for (const reply of replies) this.say(this.line(reply))
  }

  /** The reply as it reads to this client. */
  line({ verb, params, addressed, sound }: Reply): Message {
    const all = addressed ? [this.user.nick || '*', ...params] : params
    const source = this.#server.net.me.name
    if (sound) return { source, verb, params: all }
    return fit({ source, verb, params: quotable(all) })
  }

  /** The lines as a batch where the client can read one, and bare where it cannot. */
  batch(type: string, params: string[], lines: Message[], tags?: Tags): Message[] {
    if (!this.#enabled.has('batch')) return lines
    const source = this.#server.net.me.name
    const ref = this.nextBatch()
    const mark = (line: Message) => ({
      ...line,
      tags: new Map([['batch', ref], ...(line.tags ?? [])]),
    })
    return [
      { ...messageFrom(source, 'BATCH', `+${ref}`, type, ...params), tags },
      ...lines.map(mark),
      messageFrom(source, 'BATCH', `-${ref}`),
    ]
  }

  /** Says something to the person, not to its program. */
  notice(text: string): void {
    this.say(fit(messageFrom(this.#server.net.me.name, 'NOTICE', this.user.nick || '*', text)))
  }

  /**
   * Ends the conversation from our side: the client reads why, the others read a QUIT.
   * @param origin of the QUIT, where other servers know of it already
   */
  close(reason: string, origin?: Origin): void {
    if (this.closed) return
    this.#leave(reason, origin)
    const { host, ip } = this.user
    this.#sink.end(`ERROR :Closing link: ${host || ip || '*'} (${reason})`)
  }

  /** The connection is gone. */
  lost(reason: string): void {
    if (!this.closed) this.#leave(reason)
  }

  #leave(reason: string, origin?: Origin): void {
    this.closed = true
    this.#server.sessions.delete(this)
    if (!this.registered) return
    this.#server.commit(quit, { text: reason }, this.user, undefined, origin)
  }
}
