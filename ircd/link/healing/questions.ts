/**
 * What this server asks the other end of a link about history, one question at a time, and the
 * answers: `HISTORY <question> <n> …` is answered by any number of `HISTORY <word> <n> …`, of which
 * the last is DONE.
 */
import { messageFrom } from '#wire/message.ts'
import type { Peer } from '../peer.ts'
import type { Words } from './row-words.ts'

/** Silence after which no answer is waited for. */
const patienceMs = 60_000
/** Words of one answer, and letters of all of them: several times what ours say at once. */
const wordsMax = 50_000
const lettersMax = 8 * 1024 * 1024

export const verb = 'HISTORY'

interface Open {
  n: string
  words: Words[]
  letters: number
  heardAt: number
  resolve(words: Words[] | undefined): void
}

/** The other side does not answer, or not any more. */
export class Unanswered extends Error {}

export class Questions {
  readonly #peer: Peer
  #asked = 0
  #open: Open | undefined

  constructor(peer: Peer) {
    this.#peer = peer
  }

  /**
   * @param more what belongs to the question besides, line by line
   * @throws Unanswered
   */
  async ask(what: string, params: string[], more: Words[] = []): Promise<Words[]> {
    if (!this.#peer.linked) throw new Unanswered('The link is gone')
    const n = String(++this.#asked)
    const heardAt = this.#peer.links.server.ports.now()
    const answer = new Promise<Words[] | undefined>((resolve) => {
      this.#open = { n, words: [], letters: 0, heardAt, resolve }
    })
    this.say([what, n, ...params])
    for (const [word, ...rest] of more) this.say([word, n, ...rest])
    if (more.length) this.say(['END', n])
    const words = await answer
    if (!words) throw new Unanswered(`${what} was not answered`)
    return words
  }

  say(words: Words): void {
    this.#peer.send(messageFrom(this.#peer.links.net.me.sid, verb, ...words))
  }

  /** A word of an answer. */
  hear([what, n, ...params]: string[]): void {
    const open = this.#open
    if (!open || open.n !== n || !what) return
    open.heardAt = this.#peer.links.server.ports.now()
    if (what === 'DONE') return this.#end(open.words)
    open.words.push([what, ...params])
    for (const { length } of params) open.letters += length
    if (open.words.length > wordsMax || open.letters > lettersMax) this.#end(undefined)
  }

  tick(now: number): void {
    if (this.#open && now - this.#open.heardAt > patienceMs) this.#end(undefined)
  }

  /** The link is gone. */
  close(): void {
    this.#end(undefined)
  }

  #end(words: Words[] | undefined): void {
    const open = this.#open
    this.#open = undefined
    open?.resolve(words)
  }
}
