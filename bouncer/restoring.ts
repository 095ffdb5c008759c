/**
 * After a broken connection we join our channels again; devices that stayed attached must not see
 * that. A second JOIN makes irssi throw a window's content away, and a second list of names
 * leaves those in it who went meanwhile. So what we hear about a channel is kept back until its
 * names are complete, and then told as what changed: PART, JOIN, MODE, TOPIC.
 */
import { type Message, messageFrom, nickOf } from '#wire/message.ts'
import type { Channel, Member, Mirror } from '#wire/mirror.ts'

const channelVerbs = new Map([
  ...['JOIN', 'PART', 'KICK', 'MODE', 'TOPIC'].map((verb) => [verb, 0] as const),
  ...['324', '329', '331', '332', '333', '366'].map((verb) => [verb, 1] as const),
  ['353', 2] as const,
])

/** The server does not let us in. */
const refusals = new Set([
  '403',
  '405',
  '437',
  '470',
  '471',
  '473',
  '474',
  '475',
  '476',
  '477',
  '489',
])

export class Restoring {
  /** What devices believe. */
  readonly told: Mirror
  /** What is true on the new connection. */
  readonly seen: Mirror
  /** Folded names of the channels that devices believe in and that are not yet back. */
  readonly #pending: Set<string>

  constructor(told: Mirror, seen: Mirror) {
    this.told = told
    this.seen = seen
    told.readSupport(seen.support.words())
    told.server = seen.server
    this.#pending = new Set(told.channels.keys())
  }

  /** Both sides agree from now on. */
  get done(): boolean {
    return this.#pending.size === 0
  }

  /** Takes a line of the new connection. @returns what devices are to be told; it is not applied. */
  line(message: Message): Message[] {
    const change = this.seen.apply(message)
    const { verb, params, source } = message
    if (verb === 'QUIT' || verb === 'NICK') {
      const nick = nickOf(source ?? '')
      return this.told.channelsOf(nick).length > 0 || change?.self ? [message] : []
    }
    const at = channelVerbs.get(verb) ?? (refusals.has(verb) ? 1 : undefined)
    const key = at === undefined ? undefined : this.told.fold(params[at] ?? '')
    if (key === undefined || !this.#pending.has(key)) return [message]
    const gone = refusals.has(verb) || ((verb === 'PART' || verb === 'KICK') && change?.self)
    if (gone) return this.#lost(key, params.at(-1) ?? '')
    return verb === '366' ? this.#back(key) : []
  }

  /** Whatever is not back by now will not come. */
  giveUp(): Message[] {
    return [...this.#pending].flatMap((key) => this.#lost(key, 'No answer to our JOIN'))
  }

  #lost(key: string, why: string): Message[] {
    this.#pending.delete(key)
    const name = this.told.channel(key)?.name
    const text = `Not joined again: ${why}`
    return name === undefined ? [] : [messageFrom(this.told.source, 'PART', name, text)]
  }

  #back(key: string): Message[] {
    this.#pending.delete(key)
    const old = this.told.channel(key)
    const now = this.seen.channel(key)
    if (!old || !now) return []
    return [...this.#partings(old, now), ...this.#joins(old, now), ...this.#topic(old, now)]
  }

  #partings(old: Channel, now: Channel): Message[] {
    return [...old.members]
      .filter(([key, { nick }]) => !now.members.has(key) && !this.told.isMe(nick))
      .map(([, member]) => messageFrom(maskOf(member), 'PART', old.name, 'Left meanwhile'))
  }

  #joins(old: Channel, now: Channel): Message[] {
    return [...now.members].flatMap(([key, member]) => {
      const known = old.members.get(key)
      const modes = this.#modes(now.name, member, known?.prefixes ?? '')
      if (known || this.seen.isMe(member.nick)) return modes
      const { nick, account, realname } = member
      const join = messageFrom(maskOf(member), 'JOIN', now.name, account || '*', realname ?? nick)
      return [join, ...modes]
    })
  }

  #modes(name: string, { nick, prefixes }: Member, before: string): Message[] {
    const { prefixSigns, prefixModes } = this.seen.support
    const lines: Message[] = []
    for (const [at, sign] of [...prefixSigns].entries()) {
      const is = prefixes.includes(sign)
      if (is === before.includes(sign)) continue
      const change = `${is ? '+' : '-'}${prefixModes[at]}`
      lines.push(messageFrom(this.seen.server, 'MODE', name, change, nick))
    }
    return lines
  }

  #topic(old: Channel, { name, topic }: Channel): Message[] {
    if (old.topic?.text === topic?.text) return []
    return [messageFrom(topic?.by ?? this.seen.server, 'TOPIC', name, topic?.text ?? '')]
  }
}

function maskOf({ nick, user, host }: Member): string {
  return host === undefined ? nick : `${nick}!${user}@${host}`
}
