/** Keeps the nick that a person wants, and gets it back when another was all that could be had. */
import { type Message, message } from '#wire/message.ts'
import type { Change, Mirror } from '#wire/mirror.ts'
import { Regain } from './regain.ts'

export interface WantedNickPorts {
  wanted: () => string
  /** The connection's state, as of now; nothing where there is none. */
  seen: () => Mirror | undefined
  /** Sends a line whose answer nobody is shown. */
  ask: (line: Message) => unknown
  /** Sends a line as it is. */
  send: (line: Message) => unknown
}

export class WantedNick {
  readonly #ports: WantedNickPorts
  readonly #regain: Regain

  constructor(ports: WantedNickPorts) {
    this.#ports = ports
    this.#regain = new Regain({
      attempt: () => ports.ask(message('NICK', ports.wanted())),
      watch: (on) => this.#watch(on),
    })
  }

  /** It may have changed whether we have it. */
  check(): void {
    const seen = this.#ports.seen()
    this.#regain.check(!seen || seen.isMe(this.#ports.wanted()))
  }

  stop(): void {
    this.#regain.stop()
  }

  /** Somebody has another nick, or is gone. */
  news(change: Change): void {
    if (change.self) this.check()
    else if (this.#isWanted(change.nick)) this.#regain.now()
  }

  /** Takes what MONITOR says of the nick: it is for nobody else. */
  takes({ verb, params: [, who = ''] }: Message): boolean {
    if ((verb !== '730' && verb !== '731') || !this.#regain.active) return false
    if (!this.#isWanted(who.split('!')[0] ?? '')) return false
    if (verb === '731') this.#regain.now()
    return true
  }

  #isWanted(nick: string): boolean {
    const fold = (name: string) => this.#ports.seen()?.fold(name)
    return fold(nick) === fold(this.#ports.wanted())
  }

  #watch(on: boolean): void {
    if (!this.#ports.seen()?.support.tokens.has('MONITOR')) return
    this.#ports.send(message('MONITOR', on ? '+' : '-', this.#ports.wanted()))
  }
}
