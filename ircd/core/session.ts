/** One client's conversation with this server. */
import { format, type Message, parse } from '#wire/message.ts'
import {
  ERR_INPUTTOOLONG,
  ERR_NEEDMOREPARAMS,
  ERR_NOPRIVILEGES,
  ERR_NOTREGISTERED,
  ERR_UNKNOWNCOMMAND,
  fail,
} from '#wire/numerics.ts'
import { Ask } from './ask.ts'
import { quit } from './lifecycle.ts'
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
  #batches = 0

  constructor(server: Server, sink: Sink, caller: Caller, uid: string, now: number) {
    this.#server = server
    this.#sink = sink
    this.caller = caller
    this.heardAt = now
    this.user = new User(uid, server.net.me, this, now)
  }

  has(cap: string): boolean {
    return this.#enabled.has(cap)
  }

  enabledCaps(): string[] {
    return [...this.#enabled]
  }

  enable(cap: string, on: boolean): void {
    const bit = this.#server.book.bit(cap)
    if (on) this.#enabled.add(cap)
    else this.#enabled.delete(cap)
    this.caps = on ? this.caps | bit : this.caps & ~bit
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
    const answered = fault || !line ? refuse(ask, fault) : this.#answer(ask, line)
    if (answered instanceof Promise) return answered.then(() => ask.finish())
    ask.finish()
  }

  #answer(ask: Ask, { verb, params }: Message): void | Promise<void> {
    const command = this.#server.book.commands.get(verb)
    if (!command) return ask.reply(ERR_UNKNOWNCOMMAND(verb))
    if (!this.registered && command.from !== 'anyone') return ask.reply(ERR_NOTREGISTERED())
    if (command.needs && !ask.can(command.needs)) return ask.reply(ERR_NOPRIVILEGES())
    if (params.length < (command.min ?? 0)) return ask.reply(ERR_NEEDMOREPARAMS(verb))
    return command.run(ask, ...params)
  }

  hear(rendition: Rendition, ticket: number): void {
    const text = rendition.for(this.caps)
    if (text) this.#sink.push(text, ticket)
  }

  push(text: string, ticket = 0): void {
    if (!this.closed) this.#sink.push(text, ticket)
  }

  say(line: Message): void {
    this.push(format(line))
  }

  /** Ends the conversation from our side: the client reads why, the others read a QUIT. */
  close(reason: string): void {
    if (this.closed) return
    this.#leave(reason)
    const { host, ip } = this.user
    this.#sink.end(`ERROR :Closing link: ${host || ip || '*'} (${reason})`)
  }

  /** The connection is gone. */
  lost(reason: string): void {
    if (!this.closed) this.#leave(reason)
  }

  #leave(reason: string): void {
    this.closed = true
    this.#server.sessions.delete(this)
    if (this.registered) this.#server.commit(quit, { text: reason }, this.user)
  }
}

function refuse(ask: Ask, fault: LineFault | undefined): void {
  if (fault === 'too-long') return ask.reply(ERR_INPUTTOOLONG())
  ask.reply(fail(ask.verb, 'INVALID_UTF8', 'This network accepts only UTF-8'))
}
