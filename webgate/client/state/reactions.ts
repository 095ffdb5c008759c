/**
 * Reactions to the messages of one conversation. Pages of history come newest first, so a reaction
 * may be known before its message, and its end before its beginning: the later word wins.
 * Source: https://ircv3.net/specs/client-tags/react
 */
import type { Message } from '#wire/message.ts'

export interface Reaction {
  /** Mostly one emoji; never HTML. */
  text: string
  nicks: string[]
}

interface Word {
  nick: string
  at: number
  on: boolean
}

const messagesMax = 3000
const textsMax = 20
const nicksMax = 500
const charsMax = 32

export class Reactions {
  readonly #messages = new Map<string, Map<string, Map<string, Word>>>()

  /** @param key the folded nick @returns whether it was taken. */
  take(msgid: string, text: string, key: string, word: Word): boolean {
    if (text.trim() === '' || text.length > charsMax) return false
    const texts = this.#textsOf(msgid)
    const nicks = entryIn(texts, text, textsMax, () => new Map<string, Word>())
    if (!nicks || (!nicks.has(key) && nicks.size >= nicksMax)) return false
    const known = nicks.get(key)
    if (known && known.at > word.at) return false
    nicks.set(key, word)
    return true
  }

  /** Where there are too many, the message that was reacted to first is forgotten. */
  #textsOf(msgid: string): Map<string, Map<string, Word>> {
    const texts = this.#messages.get(msgid) ?? new Map<string, Map<string, Word>>()
    this.#messages.set(msgid, texts)
    if (this.#messages.size > messagesMax) this.forget(this.#messages.keys().next().value!)
    return texts
  }

  of(msgid: string | undefined): Reaction[] {
    const texts = this.#messages.get(msgid ?? '')
    if (!texts) return []
    const found: Reaction[] = []
    for (const [text, words] of texts) {
      const nicks = [...words.values()].filter(({ on }) => on).map(({ nick }) => nick)
      if (nicks.length > 0) found.push({ text, nicks })
    }
    return found
  }

  forget(msgid: string): void {
    this.#messages.delete(msgid)
  }
}

function entryIn<Value>(
  map: Map<string, Value>,
  key: string,
  max: number,
  make: () => Value,
): Value | undefined {
  const known = map.get(key)
  if (known || map.size >= max) return known
  const made = make()
  map.set(key, made)
  return made
}

/** What a TAGMSG says of a message, if it is a reaction. */
export function reactionOf({
  tags,
}: Message): { msgid: string; text: string; on: boolean } | undefined {
  const msgid = replyOf(tags)
  const on = tags?.get('+draft/react') ?? tags?.get('+react')
  const off = tags?.get('+draft/unreact') ?? tags?.get('+unreact')
  const text = on ?? off
  return msgid && text ? { msgid, text, on: on !== undefined } : undefined
}

/** The message that this one answers. https://ircv3.net/specs/client-tags/reply */
export function replyOf(tags: Message['tags']): string | undefined {
  return tags?.get('+reply') || tags?.get('+draft/reply') || undefined
}

/** COMPAT: most clients know the tag by the name that it had as a draft. */
export function replyTags(msgid: string): [string, string][] {
  return [
    ['+reply', msgid],
    ['+draft/reply', msgid],
  ]
}
