/** Whose answer is being said on one connection, and to whom what it said comes back. */
import type { Message } from '#wire/message.ts'
import type { Spoken } from '#wire/multiline.ts'
import { Answer, labelOf } from './answer.ts'
import type { Voice } from './voice.ts'

/** Own lines on their way through the log; more go without their label. */
const echoesMax = 500

export class Answers {
  readonly #voice: Voice
  /** Answers that one's own line belongs to, by its msgid. */
  readonly #echoes = new Map<string, Answer>()
  #current: Answer | undefined

  constructor(voice: Voice) {
    this.#voice = voice
  }

  /** The answer to the command that is being carried out; nothing where it has no label. */
  get current(): Answer | undefined {
    return this.#current
  }

  /** Carries a command out, which may take time. */
  run(line: Message, command: () => void | Promise<void>): void | Promise<void> {
    const label = labelOf(line, this.#voice.caps.acked)
    return this.resume(label === undefined ? undefined : new Answer(this.#voice, label), command)
  }

  /** The same for a command whose answer has begun. */
  resume(answer: Answer | undefined, command: () => void | Promise<void>): void | Promise<void> {
    const outer = this.#current
    this.#current = answer
    answer?.hold()
    const over = () => {
      this.#current = outer
      answer?.release()
    }
    let done: void | Promise<void>
    try {
      done = command()
    } catch (error) {
      this.#current = outer
      throw error
    }
    return done instanceof Promise ? done.finally(over) : over()
  }

  /** Says a line of an answer. */
  reply(line: Spoken): void {
    if (this.#current) this.#current.add(line)
    else this.#voice.push(line)
  }

  /** The line with this id is what a command brought about. */
  expect(id: string, answer: Answer): void {
    this.#echoes.set(id, answer)
    if (this.#echoes.size > echoesMax) this.take(this.#echoes.keys().next().value!)?.release()
  }

  /** @returns the answer to which the line with this id belongs; asked once. */
  take(id: string | undefined): Answer | undefined {
    const answer = this.#echoes.get(id ?? '')
    if (answer) this.#echoes.delete(id!)
    return answer
  }
}
