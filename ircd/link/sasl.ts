/**
 * SASL where services of another kind look after accounts: what a client says is passed on to their
 * agent, and what the agent says comes back.
 * https://github.com/solanum-ircd/solanum/blob/main/doc/technical/ts6.md, ENCAP SASL
 */
import { foldAscii } from '#wire/casemap.ts'
import { messageFrom } from '#wire/message.ts'
import { chunk, Gathered } from '#wire/sasl.ts'
import type { SaslAnswer, SaslDialogue, SaslServices } from '../core/links.ts'
import type { ServerNode, User } from '../core/network.ts'
import type { Session } from '../core/session.ts'
import { announceCap } from '../features/connect/cap.ts'
import type { Links } from './links.ts'

/** By its nick, as Solanum has it unless it is configured otherwise. */
const agentNick = 'SaslServ'

interface Exchange {
  agent: User
  gathered: Gathered
  /** What SVSLOGIN said. */
  account: string | undefined
  answer: ((answer: SaslAnswer) => void) | undefined
}

export class Sasl implements SaslServices {
  readonly #links: Links
  /** By uid, which a client has before it is a user. */
  readonly #exchanges = new Map<string, Exchange>()
  /** What the services said that their agent can. */
  readonly #mechanisms = new WeakMap<ServerNode, string[]>()

  constructor(links: Links) {
    this.#links = links
  }

  /** Whom to ask; nobody where no services are linked that have an agent. */
  get #agent(): User | undefined {
    const user = this.#links.net.user(agentNick)
    return user?.server.services ? user : undefined
  }

  mechanisms(): string[] | undefined {
    const agent = this.#agent
    return agent && (this.#mechanisms.get(agent.server) ?? ['PLAIN'])
  }

  /** Services have said what they can, or came, or went. */
  offer(node: ServerNode, mechanisms: string[]): void {
    this.#mechanisms.set(node, mechanisms)
    announceCap(this.#links.server, 'sasl')
  }

  begin(session: Session, mechanism: string): SaslDialogue | undefined {
    const agent = this.#agent
    if (!agent) return undefined
    const { uid } = session.user
    const exchange: Exchange = {
      agent,
      gathered: new Gathered(),
      account: undefined,
      answer: undefined,
    }
    this.#exchanges.set(uid, exchange)
    const { host, ip, secure } = session.user
    this.#say(exchange, uid, 'H', host, ip || '0', secure ? 'S' : 'P')
    const { fingerprint } = session.caller
    const began = this.#answer(exchange)
    this.#say(exchange, uid, 'S', mechanism, ...(fingerprint ? [fingerprint] : []))
    return {
      began,
      step: (payload) => {
        if (this.#exchanges.get(uid) !== exchange) return Promise.resolve(undefined)
        const answered = this.#answer(exchange)
        for (const piece of chunk(payload)) this.#say(exchange, uid, 'C', piece)
        return answered
      },
      end: () => {
        if (this.#exchanges.get(uid) !== exchange) return
        // The client that waits for an answer is read again.
        this.#finish(uid, exchange, undefined)
        this.#say(exchange, uid, 'D', 'A')
      },
    }
  }

  /** `SASL <agent> <client> <C or D> <data>`, from the server on which the agent is. */
  hear(from: ServerNode, [, uid = '', letter = '', data = '']: string[]): void {
    const exchange = this.#exchanges.get(uid)
    if (!exchange || exchange.agent.server !== from) return
    if (letter === 'C') {
      const whole = exchange.gathered.add(data)
      if (whole === 'too-long') return this.#finish(uid, exchange, undefined)
      if (whole) exchange.answer?.({ challenge: whole.payload })
    } else if (letter === 'D') {
      const done = data === 'S' && exchange.account
      this.#finish(uid, exchange, done ? { proved: done } : undefined)
    }
  }

  /** SVSLOGIN about somebody who has not registered. @returns whether there was such a one. */
  logIn(uid: string, account: string): boolean {
    const exchange = this.#exchanges.get(uid)
    if (exchange) exchange.account = account
    return exchange !== undefined
  }

  /** The services have gone: nobody waits for them. */
  gone(node: ServerNode): void {
    for (const [uid, exchange] of this.#exchanges) {
      if (exchange.agent.server === node) this.#finish(uid, exchange, undefined)
    }
    if (this.#mechanisms.delete(node)) announceCap(this.#links.server, 'sasl')
  }

  /** Their agent has gone alone, killed perhaps. */
  left(user: User): void {
    for (const [uid, exchange] of this.#exchanges) {
      if (exchange.agent === user) this.#finish(uid, exchange, undefined)
    }
    const isAgent = foldAscii(user.nick) === foldAscii(agentNick)
    if (isAgent && this.#mechanisms.has(user.server)) announceCap(this.#links.server, 'sasl')
  }

  #answer(exchange: Exchange): Promise<SaslAnswer> {
    return new Promise((resolve) => {
      exchange.answer = resolve
    })
  }

  #finish(uid: string, { answer }: Exchange, outcome: SaslAnswer): void {
    this.#exchanges.delete(uid)
    answer?.(outcome)
  }

  #say({ agent }: Exchange, uid: string, ...words: string[]): void {
    const { net } = this.#links
    const params = [agent.server.name, 'SASL', uid, agent.uid, ...words]
    this.#links.peerOf(agent)?.send(messageFrom(net.me.sid, 'ENCAP', ...params))
  }
}
