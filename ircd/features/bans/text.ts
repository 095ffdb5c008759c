import { stripFormatting } from '#wire/formatting.ts'
import { feature, guard, personReaction } from '../../core/feature.ts'
import type { Channel, ListEntry, User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { cannotSpeak, saidInChannel } from '../message/message.ts'
import { bypasses } from './bypass.ts'
import { entryOf } from './entry.ts'

interface Filter {
  censors: boolean
  /** What must stand in the text, one behind the other, folded. */
  parts: string[]
}

/**
 * `~text:block:*word*` refuses what is so, `~text:censor:word` takes the word out; `_` is a space.
 * The text is gone through once for each entry. Half-operators say what they want.
 */
export default feature({
  extbans: {
    text: {
      letter: 'T',
      stops: [],
      words: 1,
      bare: true,
      read: (value) => {
        const [, act, pattern = ''] = /^(block|censor):(.+)$/i.exec(value) ?? []
        const parts = partsOf(pattern)
        const fits = act?.toLowerCase() === 'censor' ? parts.length === 1 : parts.length > 0
        return act && fits ? `${act.toLowerCase()}:${pattern}` : undefined
      },
    },
  },
  guards: [
    guard(saidInChannel, ({ channel, text }, { server, user }) => {
      const blocking = filters(server, channel).filter(({ censors }) => !censors)
      if (!blocking.length || isFree(server, channel, user)) return
      const plain = server.net.fold(stripFormatting(text))
      return blocking.some(({ parts }) => holds(plain, parts)) && cannotSpeak(channel, 'b')
    }),
  ],
  preludes: [
    personReaction(saidInChannel, (fact, server) => {
      const censoring = filters(server, fact.channel).filter(({ censors }) => censors)
      if (!censoring.length || isFree(server, fact.channel, fact.by)) return
      for (const {
        parts: [word = ''],
      } of censoring) {
        fact.text = censor(server, fact.text, word)
        const heal = (text: string) => censor(server, text, word)
        fact.parts = fact.parts?.map((part) => ({ ...part, text: heal(part.text) }))
      }
    }),
  ],
})

function isFree(server: Server, channel: Channel, user: User): boolean {
  return channel.members.get(user)?.halfop || bypasses(server, channel, user, 'text')
}

const none: Filter[] = []
const known = new WeakMap<ListEntry[], Filter[]>()

/** Read once for each list: most have none, and are not gone through again. */
function filters(server: Server, channel: Channel): Filter[] {
  const listed = channel.lists.get('b')
  if (!listed?.length) return none
  const found = known.get(listed) ?? listed.flatMap((entry) => filterOf(server, entry))
  known.set(listed, found)
  return found
}

function filterOf(server: Server, listed: ListEntry): Filter[] {
  const { act, words } = entryOf(listed, server)
  if (act !== 'text') return []
  const [, verb, pattern = ''] = /^(block|censor):(.+)$/.exec(words) ?? []
  return [{ censors: verb === 'censor', parts: partsOf(server.net.fold(pattern)) }]
}

function partsOf(pattern: string): string[] {
  return pattern.replaceAll('_', ' ').split('*').filter(Boolean)
}

function holds(text: string, parts: string[]): boolean {
  let from = 0
  for (const part of parts) {
    const at = text.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return true
}

/** Folding keeps the length of a text, so places are the same in both. */
function censor({ net }: Server, text: string, word: string): string {
  const folded = net.fold(text)
  let kept = ''
  let from = 0
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, from)) {
    kept += `${text.slice(from, at)}<censored>`
    from = at + word.length
  }
  return kept + text.slice(from)
}
