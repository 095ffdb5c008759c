/**
 * A message of several lines, as it reaches those who read no batches: plain lines of one time, of
 * which the first alone has the msgid. The others have no id of their own, and our log needs one
 * that is the same whenever they come: live, and again with history.
 * Source: https://ircv3.net/specs/extensions/multiline
 */
import type { Message } from '#wire/message.ts'

export interface Place {
  /** The msgid of the message. */
  msgid: string
  /** Which of its lines it is: the one behind the first is 1. */
  nth: number
}

export class Parts {
  #first: Message | undefined
  #count = 0

  /**
   * Takes the lines that are said, each once, in the order of their coming.
   * @returns where a line behind the first has its place, nothing for any other.
   */
  next(line: Message): Place | undefined {
    if (line.verb !== 'PRIVMSG' && line.verb !== 'NOTICE') return undefined
    if (line.tags?.get('msgid')) {
      this.#first = line
      this.#count = 0
      return undefined
    }
    if (!this.#first || !goesOn(this.#first, line)) return undefined
    return { msgid: this.#first.tags!.get('msgid')!, nth: ++this.#count }
  }
}

function goesOn(first: Message, line: Message): boolean {
  const time = line.tags?.get('time')
  return (
    time !== undefined &&
    time === first.tags?.get('time') &&
    line.verb === first.verb &&
    line.source === first.source &&
    line.params[0] === first.params[0]
  )
}
