import { lineBytesMax, type Message, messageFrom } from '#wire/message.ts'
import {
  ERR_CANNOTSENDTOCHAN,
  ERR_NORECIPIENT,
  ERR_NOSUCHCHANNEL,
  ERR_NOSUCHNICK,
  ERR_NOTEXTTOSEND,
  ERR_TOOMANYTARGETS,
  RPL_AWAY,
} from '#wire/numerics.ts'
import { byteLength, shorten } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { between, inChannels, kind, sourceOf } from '../../core/fact.ts'
import { type Command, feature } from '../../core/feature.ts'
import type { Channel, ServerNode, User } from '../../core/network.ts'
import type { Rank } from '../../core/rank.ts'
import type { Session } from '../../core/session.ts'

export type Verb = 'PRIVMSG' | 'NOTICE' | 'TAGMSG'

interface Said {
  verb: Verb
  /** As the sender wrote it, a status prefix included. */
  target: string
  text: string
}

/** `by` said something in a channel; with `least`, only to members of that rank and above. */
export const saidInChannel = kind<Said & { channel: Channel; least?: Rank | undefined }>({
  name: 'said in channel',
  audience: ({ by, channel, least }) => {
    const hearers = least ? ranked(channel, least) : channel.locals
    return withSpeaker(hearers, (by as User).session)
  },
  skips: ({ by }) => unlessEchoed((by as User).session),
  lines,
  event: isEvent,
  keep: ({ verb, channel, tags, least }) =>
    remembered(verb, tags) && !least ? inChannels([channel]) : [],
})

/** `by` said something to one person. */
export const saidToUser = kind<Said & { user: User }>({
  name: 'said to user',
  delivers: ({ user }) => user.session,
  audience: ({ by }) => withSpeaker(new Set(), (by as User).session),
  skips: ({ by }) => unlessEchoed((by as User).session),
  lines,
  event: isEvent,
  keep: ({ verb, by, user, tags }, net) =>
    remembered(verb, tags) ? between(net.identity(by as User), net.identity(user)) : [],
})

/** A message without text is nothing to those who cannot read tags. */
function lines({ verb, by, target, text }: Said & { by: User | ServerNode }): Message[] {
  return verb === 'TAGMSG' ? [] : [messageFrom(sourceOf(by), verb, target, text)]
}

/** Whoever speaks from outside, or to those above it, may want an echo as well. */
function withSpeaker(hearers: Set<Session>, speaker: Session | undefined): Iterable<Session> {
  return !speaker || hearers.has(speaker) ? hearers : [...hearers, speaker]
}

/** Reactions and the like are no messages to those who page through history. */
function isEvent({ verb }: Said): boolean {
  return verb === 'TAGMSG'
}

/** The speaker is among the audience; without echo-message it knows already what it said. */
function unlessEchoed(session: Session | undefined): Session | undefined {
  return session?.has('echo-message') ? undefined : session
}

/** Of messages without text only reactions are worth remembering; typing is not. */
function remembered(verb: Verb, tags: Map<string, string> | undefined): boolean {
  return verb !== 'TAGMSG' || Boolean(tags?.has('+draft/react') || tags?.has('+react'))
}

function ranked({ locals, members }: Channel, least: Rank): Set<Session> {
  return new Set([...locals].filter(({ user }) => members.get(user)!.rank >= least))
}

/**
 * https://modern.ircdocs.horse/#privmsg-message and
 * https://ircv3.net/specs/extensions/message-tags
 */
export default feature({
  facts: [saidInChannel, saidToUser],
  commands: { PRIVMSG: speak('PRIVMSG'), NOTICE: speak('NOTICE') },
  isupport: ({ book, settings }) => ({
    STATUSMSG: book.statuses.map(({ prefix }) => prefix).join(''),
    TARGMAX: targmax(settings.limits.targets),
  }),
})

export function speak(verb: Verb): Command {
  return {
    run(ask, list = '', text = '') {
      if (!list) return ask.reply(ERR_NORECIPIENT(verb))
      if (!text && verb !== 'TAGMSG') return ask.reply(ERR_NOTEXTTOSEND())
      const { fold } = ask.net
      const words = list.split(',').filter(Boolean)
      const targets = [...new Map(words.map((word) => [fold(word), word])).values()]
      const { targets: max } = ask.server.settings.limits
      if (targets.length > max) return ask.reply(ERR_TOOMANYTARGETS(targets[max]!))
      if (verb !== 'TAGMSG') ask.user.spokeAt = ask.now
      const answers = targets.map((target) => say(ask, verb, target, fit(ask, verb, target, text)))
      // Only a service takes its time; what is said to people has been said.
      if (answers.some((answer) => answer)) return Promise.all(answers).then(() => {})
    },
  }
}

/**
 * What would not fit in a line once the source stands before it is cut here, once: everybody, the
 * echo and history read the same.
 */
function fit({ user }: Ask, verb: Verb, target: string, text: string): string {
  const frame = byteLength(`:${user.mask} ${verb} ${target} :\r\n`)
  return shorten(text, lineBytesMax - frame)
}

function say(ask: Ask, verb: Verb, target: string, text: string): void | Promise<void> {
  const status = ask.server.book.statuses.find(({ prefix }) => prefix === target[0])
  const name = status ? target.slice(1) : target
  const tags = ask.clientTags
  if (name.startsWith('#')) {
    const channel = ask.net.channel(name)
    if (!channel) return ask.reply(ERR_NOSUCHCHANNEL(target))
    const shown = status ? status.prefix + channel.name : channel.name
    const data = { verb, target: shown, text, channel, least: status?.rank, tags }
    ask.commit(saidInChannel, data)
    return
  }
  const user = ask.net.user(target)
  if (!user) return ask.reply(ERR_NOSUCHNICK(target))
  if (user.service) return verb === 'TAGMSG' ? undefined : user.service(ask, text)
  const heard = ask.commit(saidToUser, { verb, target: user.nick, text, user, tags })
  if (heard && verb === 'PRIVMSG' && user.away) ask.reply(RPL_AWAY(user.nick, user.away))
}

function targmax(n: number): string {
  return `PRIVMSG:${n},NOTICE:${n},TAGMSG:${n},JOIN:,PART:,KICK:1,NAMES:1,WHOIS:1`
}

/** For guards: may this member, or somebody from outside, not speak? */
export function cannotSpeak(channel: Channel, mode: string) {
  return ERR_CANNOTSENDTOCHAN(channel.name, ` (+${mode})`)
}
