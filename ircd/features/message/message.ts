import { lineBytesMax, messageFrom } from '#wire/message.ts'
import { type Part, wholeText } from '#wire/multiline.ts'
import {
  ERR_CANNOTSENDTOCHAN,
  ERR_NORECIPIENT,
  ERR_NOSUCHCHANNEL,
  ERR_NOSUCHNICK,
  ERR_NOTEXTTOSEND,
  ERR_TOOMANYTARGETS,
  RPL_AWAY,
} from '#wire/numerics.ts'
import { byteLength, shorten, slices } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { between, inChannels, kind, sourceOf } from '../../core/fact.ts'
import { type Command, feature } from '../../core/feature.ts'
import type { Channel, ServerNode, User } from '../../core/network.ts'
import type { Limits } from '../../core/ports.ts'
import type { Rank } from '../../core/rank.ts'
import type { Session } from '../../core/session.ts'
import { announce, isAnnouncement } from '../oper/announce.ts'

export type Verb = 'PRIVMSG' | 'NOTICE' | 'TAGMSG'

export interface Said {
  verb: Verb
  /** As the sender wrote it, a status prefix included. */
  target: string
  /** Of several lines, all of them, with LF between. Whoever changes it leaves no `parts`. */
  text: string
  parts?: Part[] | undefined
  /** In whose name it is said, where that is nobody's on this network: see relaymsg.ts. */
  source?: string | undefined
}

/** `by` said something in a channel; with `least`, only to members of that rank and above. */
export const saidInChannel = kind<Said & { channel: Channel; least?: Rank | undefined }>({
  name: 'said in channel',
  audience: ({ by, channel, least }) => {
    const hearers = least ? ranked(channel, least) : channel.hearers
    return withSpeaker(hearers, (by as User).session)
  },
  skips: ({ by }) => unlessEchoed((by as User).session),
  lines,
  event: isEvent,
  keep: ({ verb, channel, tags, least }) =>
    remembered(verb, tags) && !least ? inChannels([channel]) : [],
})

/** `by` said something to one person; `unheard` where that one does not want to know of it. */
export const saidToUser = kind<Said & { user: User; unheard?: true | undefined }>({
  name: 'said to user',
  delivers: ({ user, unheard }) => (unheard ? undefined : user.session),
  audience: ({ by }) => withSpeaker(new Set(), (by as User).session),
  skips: ({ by }) => unlessEchoed((by as User).session),
  lines,
  event: isEvent,
  keep: ({ verb, by, user, tags, unheard }, net) => {
    // What a server says is nobody's.
    if (!remembered(verb, tags) || !('uid' in by)) return []
    const both = between(net.identity(by), net.identity(user))
    return unheard ? both.slice(0, 1) : both
  },
})

/** `by` said something to one of our services: nobody else hears it, and nothing remembers it. */
export const saidToService = kind<Said>({
  name: 'said to service',
  readsAs: saidToUser,
  audience: ({ by }) => withSpeaker(new Set(), (by as User).session),
  skips: ({ by }) => unlessEchoed((by as User).session),
  lines,
})

/** A message without text is nothing to those who cannot read tags. */
function lines({ verb, by, target, text, parts, source }: Said & { by: User | ServerNode }) {
  if (verb === 'TAGMSG') return []
  const from = source ?? sourceOf(by)
  if (!parts) return [messageFrom(from, verb, target, text)]
  const texts = parts.map((part) => part.text).filter(Boolean)
  return texts.map((each) => messageFrom(from, verb, target, each))
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

const reactions = new Set(['+draft/react', '+react', '+draft/unreact', '+unreact'])

/** Of messages without text only reactions, and their end, are worth remembering; typing is not. */
function remembered(verb: Verb, tags: Map<string, string> | undefined): boolean {
  return verb !== 'TAGMSG' || [...(tags?.keys() ?? [])].some((name) => reactions.has(name))
}

function ranked({ hearers, members }: Channel, least: Rank): Set<Session> {
  return new Set([...hearers].filter(({ user }) => members.get(user)!.rank >= least))
}

/**
 * https://modern.ircdocs.horse/#privmsg-message and
 * https://ircv3.net/specs/extensions/message-tags
 */
export default feature({
  facts: [saidInChannel, saidToUser, saidToService],
  commands: { PRIVMSG: speak('PRIVMSG'), NOTICE: speak('NOTICE') },
  isupport: ({ book, settings }) => ({
    STATUSMSG: book.statuses.map(({ prefix }) => prefix).join(''),
    TARGMAX: targmax(settings.limits),
  }),
})

export function speak(verb: Verb): Command {
  return {
    help: `<target>[,<target>…]${verb === 'TAGMSG' ? '' : ' <text>'}\nSays something to users or channels.`,
    run(ask, list = '', text = '') {
      if (!list) return ask.reply(ERR_NORECIPIENT(verb))
      if (!text && verb !== 'TAGMSG') return ask.reply(ERR_NOTEXTTOSEND())
      const targets = list.includes(',') ? distinct(ask, list) : [list]
      const { targets: max } = ask.server.settings.limits
      if (targets.length > max) return ask.reply(ERR_TOOMANYTARGETS(targets[max]!))
      if (verb !== 'TAGMSG') ask.user.spokeAt = ask.now
      const [only = '', ...more] = targets
      if (!more.length) return say(ask, verb, only, fit(ask, verb, only, text))
      const answers = targets.map((target) => say(ask, verb, target, fit(ask, verb, target, text)))
      // Only a service takes its time; what is said to people has been said.
      if (answers.some((answer) => answer)) return Promise.all(answers).then(() => {})
    },
  }
}

function distinct({ net }: Ask, list: string): string[] {
  const words = list.split(',').filter(Boolean)
  return [...new Map(words.map((word) => [net.fold(word), word])).values()]
}

/**
 * What would not fit in a line once the source stands before it is cut here, once: everybody, the
 * echo and history read the same.
 */
function fit({ user }: Ask, verb: Verb, target: string, text: string): Words {
  const { mask } = user
  // A UTF-16 unit never needs more than three bytes: most lines need not be measured.
  const chars = mask.length + verb.length + target.length + text.length
  if (chars * 3 + ': :\r\n  '.length < lineBytesMax) return { text }
  return { text: shorten(text, textBytesMax(mask, verb, target)) }
}

/** Bytes of a text that leave room for what stands before it. */
export function textBytesMax(source: string, verb: Verb, target: string): number {
  return lineBytesMax - byteLength(`:${source} ${verb} ${target} :\r\n`)
}

/**
 * Says several lines as one message. A line that would not fit goes on in another.
 * @returns a promise where a service takes its time to answer.
 */
export function sayParts(
  ask: Ask,
  verb: Verb,
  target: string,
  lines: Part[],
): void | Promise<void> {
  const max = textBytesMax(ask.user.mask, verb, target)
  const parts = lines.flatMap(({ text, concat }) =>
    slices(text, max).map((slice, i) => ({ text: slice, concat: concat || i > 0 })),
  )
  ask.user.spokeAt = ask.now
  const words = { text: wholeText(parts), parts: parts.length > 1 ? parts : undefined }
  return say(ask, verb, target, words)
}

type Words = Pick<Said, 'text' | 'parts'>

function say(ask: Ask, verb: Verb, target: string, words: Words): void | Promise<void> {
  const status = ask.server.book.statuses.find(({ prefix }) => prefix === target[0])
  const name = status ? target.slice(1) : target
  const tags = ask.clientTags
  if (name.startsWith('#')) {
    const channel = ask.net.channel(name)
    if (!channel) return ask.reply(ERR_NOSUCHCHANNEL(target))
    const shown = status ? status.prefix + channel.name : channel.name
    const data = { verb, target: shown, ...words, channel, least: status?.rank, tags }
    ask.commit(saidInChannel, data)
    return
  }
  const answer = ask.server.book.answers.get(ask.net.fold(target))
  const text = words.text.replaceAll('\n', ' ')
  if (isAnnouncement(target)) return announce(ask, verb, target, text)
  if (answer) return verb === 'PRIVMSG' ? answer(ask, text) : undefined
  const user = ask.net.user(withoutServer(ask, target))
  if (!user) return ask.reply(ERR_NOSUCHNICK(target))
  if (user.service) {
    ask.commit(saidToService, { verb, target: user.nick, ...words, tags })
    // A notice is never answered: two programs would go on for ever.
    return verb === 'PRIVMSG' ? user.service(ask, text) : undefined
  }
  const heard = ask.commit(saidToUser, { verb, target: user.nick, ...words, user, tags })
  if (heard && verb === 'PRIVMSG' && user.away) ask.reply(RPL_AWAY(user.nick, user.away))
}

/** `ChanServ@irc.example.org` is whoever that is here and nowhere else: the safe way to a service. */
function withoutServer({ net }: Ask, target: string): string {
  const at = target.indexOf('@')
  if (at < 0) return target
  const nick = target.slice(0, at)
  const isHere = net.fold(target.slice(at + 1)) === net.fold(net.me.name)
  return isHere && net.user(nick)?.service ? nick : target
}

/** Targets of one command: what stands without a number has no limit of its own. */
function targmax({ targets: n, monitor }: Limits): string {
  const few = ['PRIVMSG', 'NOTICE', 'TAGMSG', 'KICK', 'NAMES', 'WHOIS', 'WHOWAS']
  const limited = few.map((verb) => `${verb}:${n}`)
  return [...limited, 'JOIN:', 'PART:', 'LIST:', 'ACCEPT:', `MONITOR:${monitor}`].join(',')
}

/** For guards: may this member, or somebody from outside, not speak? */
export function cannotSpeak(channel: Channel, mode: string) {
  return ERR_CANNOTSENDTOCHAN(channel.name, ` (+${mode})`)
}
