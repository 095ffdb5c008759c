/** One thing asked of a service, while it is being answered: over a line, or by the operator. */
import { fit } from '#wire/fit.ts'
import { messageFrom } from '#wire/message.ts'
import { fail } from '#wire/numerics.ts'
import type { Ask, Asker } from '../../core/ask.ts'
import type { Network, User } from '../../core/network.ts'
import type { Privilege } from '../../core/privilege.ts'
import type { Server } from '../../core/server.ts'
import { accountHere } from '../connect/account-here.ts'

/** What a service answers the command line. */
export interface Answer {
  lines: string[]
  /** Why nothing was done, where it was not. */
  refusal?: { code: string; text: string } | undefined
}

/** Who asks a service, and how it is answered. */
export abstract class Turn {
  readonly server: Server
  /** The user that answers. */
  readonly service: User

  constructor(server: Server, service: User) {
    this.server = server
    this.service = service
  }

  get net(): Network {
    return this.server.net
  }

  get now(): number {
    return this.server.ports.now()
  }

  /** The user who asks; nobody where the operator does on the command line. */
  abstract readonly user: User | undefined
  /** In whose name it is asked, as its owner spells it. */
  abstract readonly account: string | undefined
  /** Who asks, for logs and for lists of who did what. */
  abstract readonly name: string

  abstract can(privilege: Privilege): boolean

  /** For rules about modes: where nobody on the network asks, the service does. */
  get asker(): Asker {
    const { server, net, user = this.service } = this
    return { server, net, user, can: (privilege) => this.can(privilege) }
  }

  abstract say(...lines: string[]): void
  /**
   * Says why nothing is done.
   * @param code as in standard replies, such as `ACCESS_DENIED`
   * @param context what it is about, for programs
   */
  abstract refuse(code: string, text: string, ...context: string[]): void
}

/** A client asks: by PRIVMSG, or by a command of the service's name. */
export class ClientTurn extends Turn {
  readonly ask: Ask
  /** As it was when it asked: it may be logged out while the store is looked at. */
  readonly account: string | undefined

  constructor(ask: Ask, service: User) {
    super(ask.server, service)
    this.ask = ask
    this.account = ask.user.account
  }

  get user(): User {
    return this.ask.user
  }

  get name(): string {
    return this.account ?? this.ask.user.nick
  }

  can(privilege: Privilege): boolean {
    return this.ask.can(privilege)
  }

  say(...lines: string[]): void {
    const { mask } = this.service
    const { user } = this.ask
    const verb = accountHere(this.server, user)?.settings.privmsg ? 'PRIVMSG' : 'NOTICE'
    for (const line of lines) this.ask.say(fit(messageFrom(mask, verb, user.nick || '*', line)))
  }

  /** A program that calls the command reads a standard reply, a person a notice. */
  refuse(code: string, text: string, ...context: string[]): void {
    const { ask } = this
    const isCalled = ask.verb !== 'PRIVMSG' && ask.session.has('standard-replies')
    if (isCalled) ask.reply(fail(ask.verb, code, text, ...context))
    else this.say(text)
  }
}

/** The operator asks on the command line, and may do everything, also in an account's name. */
export class OperatorTurn extends Turn {
  readonly user = undefined
  readonly account: string | undefined
  readonly name: string
  readonly answer: Answer = { lines: [] }

  constructor(server: Server, service: User, account: string | undefined) {
    super(server, service)
    this.account = account
    this.name = account ?? 'the operator'
  }

  can(): boolean {
    return true
  }

  say(...lines: string[]): void {
    this.answer.lines.push(...lines)
  }

  refuse(code: string, text: string): void {
    this.answer.refusal ??= { code, text }
  }
}
