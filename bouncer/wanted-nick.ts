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
  /** Has it told when somebody goes: nobody any more where nobody is named. */
  watch: (nick: string | undefined) => void
}

export class WantedNick {
  readonly #ports: WantedNickPorts
  readonly #regain: Regain

  constructor(ports: WantedNickPorts) {
    this.#ports = ports
    this.#regain = new Regain({
      attempt: () => ports.ask(message('NICK', ports.wanted())),
      watch: (on) => ports.watch(on ? ports.wanted() : undefined),
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

  /** Whoever is waited for is there, or not. */
  monitored(nick: string, isThere: boolean): void {
    if (!isThere && this.#isWanted(nick)) this.#regain.now()
  }

  #isWanted(nick: string): boolean {
    const fold = (name: string) => this.#ports.seen()?.fold(name)
    return fold(nick) === fold(this.#ports.wanted())
  }
}
