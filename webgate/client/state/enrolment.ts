/**
 * Making an account of the own nickname.
 * Source: https://ircv3.net/specs/extensions/account-registration
 */
import type { Message } from '#wire/message.ts'
import type { Inquiry } from './inquiry.ts'
import type { Session } from './session.ts'

/** `text` is the server's; '' where there is no connection. */
export type Enrolled = { is: 'made' | 'code'; account: string } | { is: 'refused'; text: string }

const enrolling = new Set(['REGISTER', 'VERIFY'])

export class Enrolment implements Inquiry {
  readonly #session: Session
  #answer: ((enrolled: Enrolled) => void) | undefined

  constructor(session: Session) {
    this.#session = session
    session.inquiries.add(this)
  }

  /** Whether an address must be given. */
  get needsEmail(): boolean {
    const value = this.#session.mirror.offered.get('draft/account-registration') ?? ''
    return value.split(',').includes('email-required')
  }

  register(email: string, password: string): Promise<Enrolled> {
    return this.#ask('REGISTER', '*', email || '*', password)
  }

  /** @param code as it was sent to the address */
  verify(account: string, code: string): Promise<Enrolled> {
    return this.#ask('VERIFY', account, code)
  }

  /** Takes REGISTER, VERIFY, and a FAIL of either. */
  take({ verb, params }: Message): boolean {
    const [first = '', account = ''] = params
    const failed = verb === 'FAIL'
    if (!this.#answer || !enrolling.has(failed ? first : verb)) return false
    if (failed) this.#settle({ is: 'refused', text: params.at(-1) ?? '' })
    else this.#settle({ is: first === 'SUCCESS' ? 'made' : 'code', account })
    return true
  }

  end(): void {
    this.#settle({ is: 'refused', text: '' })
  }

  #ask(verb: string, ...params: string[]): Promise<Enrolled> {
    this.end()
    if (!this.#session.send(verb, ...params)) return Promise.resolve({ is: 'refused', text: '' })
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  #settle(enrolled: Enrolled): void {
    this.#answer?.(enrolled)
    this.#answer = undefined
  }
}

const enrolments = new WeakMap<Session, Enrolment>()

/** The one of this session. */
export function enrolmentOf(session: Session): Enrolment {
  const known = enrolments.get(session) ?? new Enrolment(session)
  enrolments.set(session, known)
  return known
}
