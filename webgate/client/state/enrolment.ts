/**
 * Making an account of the own nickname.
 * Source: https://ircv3.net/specs/extensions/account-registration
 */
import type { Message } from '#wire/message.ts'
import type { Inquiry } from './inquiry.ts'
import type { Session } from './session.ts'

/** `text` is the server's; '' where there is no connection. */
export type Enrolled = { is: 'made' | 'code'; account: string } | { is: 'refused'; text: string }

/** With an account, its code is awaited. */
export interface Begun {
  password: string
  account: string
}

interface Asked {
  verb: string
  answer: (enrolled: Enrolled) => void
}

export class Enrolment implements Inquiry {
  /** How far it has come: it goes on there when the dialog is opened again. Never kept elsewhere. */
  begun: Begun = { password: '', account: '' }
  readonly #session: Session
  /** What was not answered, in its order: an answer that is late is not that of the next question. */
  #asked: Asked[] = []

  constructor(session: Session) {
    this.#session = session
    session.inquiries.add(this)
  }

  /** Whether an address must be given. */
  get needsEmail(): boolean {
    const value = this.#session.mirror.offered.get('draft/account-registration') ?? ''
    return value.split(',').includes('email-required')
  }

  async register(email: string, password: string): Promise<Enrolled> {
    const { nick } = this.#session.mirror
    const enrolled = await this.#ask('REGISTER', '*', email || '*', password)
    if (enrolled.is === 'code') this.begun = { password, account: enrolled.account || nick }
    return enrolled
  }

  /** @param code as it was sent to the address */
  verify(account: string, code: string): Promise<Enrolled> {
    return this.#ask('VERIFY', account, code)
  }

  /** Takes REGISTER, VERIFY, and a FAIL of either. */
  take({ verb, params }: Message): boolean {
    const [first = '', account = ''] = params
    const failed = verb === 'FAIL'
    const at = this.#asked.findIndex((one) => one.verb === (failed ? first : verb))
    const [asked] = at < 0 ? [] : this.#asked.splice(at, 1)
    if (failed) asked?.answer({ is: 'refused', text: params.at(-1) ?? '' })
    else asked?.answer({ is: first === 'SUCCESS' ? 'made' : 'code', account })
    return asked !== undefined
  }

  end(): void {
    for (const { answer } of this.#asked.splice(0)) answer({ is: 'refused', text: '' })
  }

  #ask(verb: string, ...params: string[]): Promise<Enrolled> {
    if (!this.#session.send(verb, ...params)) return Promise.resolve({ is: 'refused', text: '' })
    return new Promise((answer) => this.#asked.push({ verb, answer }))
  }
}

const enrolments = new WeakMap<Session, Enrolment>()

/** The one of this session. */
export function enrolmentOf(session: Session): Enrolment {
  const known = enrolments.get(session) ?? new Enrolment(session)
  enrolments.set(session, known)
  return known
}
