/**
 * A client's side of capability negotiation: what is offered and wanted is asked for.
 * Source: https://ircv3.net/specs/extensions/capability-negotiation
 */
import { pack } from './text.ts'

/** CAP REQ lines stay well below 512 bytes. */
const requestBytes = 400

/** What a person's client can make use of, wherever it runs. */
export const usefulCaps: readonly string[] = [
  'account-notify',
  'account-tag',
  'away-notify',
  'batch',
  'cap-notify',
  'chghost',
  'draft/chathistory',
  'draft/message-redaction',
  'echo-message',
  'extended-join',
  'extended-monitor',
  'invite-notify',
  'labeled-response',
  'message-tags',
  'multi-prefix',
  'server-time',
  'setname',
  'userhost-in-names',
]

export class CapClient {
  readonly #wanted: () => Iterable<string>
  readonly #request: (list: string) => void
  /** Requests without an answer. */
  #open = 0

  /**
   * @param wanted capabilities to have where they are offered; read when an offer is complete
   * @param request sends `CAP REQ :<list>`
   */
  constructor(wanted: () => Iterable<string>, request: (list: string) => void) {
    this.#wanted = wanted
    this.#request = request
  }

  /**
   * Takes the parameters of a CAP line, after a mirror has read it.
   * @param offered what the mirror knows to be offered
   * @returns whether this line leaves nothing to wait for
   */
  take(params: readonly string[], offered: ReadonlyMap<string, string>): boolean {
    const sub = params[1]?.toUpperCase()
    const list = params.at(-1) ?? ''
    if (sub === 'LS') {
      // Before the last line of several we do not know what is offered.
      if (params[2] === '*') return false
      this.#ask(this.#wantedOf(offered))
    } else if (sub === 'NEW') {
      const fresh = new Set(list.split(' ').map((word) => word.split('=', 1)[0]!))
      this.#ask(this.#wantedOf(offered).filter((cap) => fresh.has(cap)))
      return false
    } else if (sub === 'ACK' || sub === 'NAK') {
      this.#answered(sub, list)
    } else {
      return false
    }
    return this.#open <= 0
  }

  #wantedOf(offered: ReadonlyMap<string, string>): string[] {
    return [...this.#wanted()].filter((cap) => offered.has(cap))
  }

  #ask(caps: string[]): void {
    for (const list of pack(caps, requestBytes)) {
      this.#open++
      this.#request(list)
    }
  }

  /** A server refuses a list as a whole: one by one, the others may be had. */
  #answered(sub: 'ACK' | 'NAK', list: string): void {
    const names = list.split(' ').filter(Boolean)
    if (sub === 'NAK' && names.length > 1) for (const name of names) this.#ask([name])
    this.#open--
  }
}
