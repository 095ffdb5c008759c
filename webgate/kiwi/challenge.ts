/**
 * Whether whoever is at the page has been found to be a person. It holds for the session: Kiwi
 * sends the same token for each of its networks and when it reconnects, and a token is good once.
 */
import type { Verdict, Verify } from './captcha.ts'

/** Answers that one session may send to the provider. */
const triesMax = 5

export class Challenge {
  readonly #verify: Verify
  readonly #ip: string
  readonly #whenPassed: () => void
  #tries = 0
  #checking: Promise<Verdict> | undefined
  passed = false

  constructor(verify: Verify, ip: string, whenPassed: () => void) {
    this.#verify = verify
    this.#ip = ip
    this.#whenPassed = whenPassed
  }

  /** Whoever answers while an answer is checked hears of that one. */
  async answer(token: string): Promise<Verdict> {
    if (this.passed) return 'passed'
    if (!this.#checking && this.#tries++ >= triesMax) return 'refused'
    this.#checking ??= this.#verify(token, this.#ip)
    const verdict = await this.#checking
    this.#checking = undefined
    if (verdict === 'passed' && !this.passed) {
      this.passed = true
      this.#whenPassed()
    }
    return verdict
  }
}
