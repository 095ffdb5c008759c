import { matches } from '#wire/mask.ts'
import { RPL_ENDOFWHO, RPL_WHOREPLY } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import { isShown } from '../../core/presence.ts'
import { prefixes } from '../channel/names.ts'
import { isHidden, isSeenIn, isVisible } from '../channel/visibility.ts'
import { isSeenOper } from '../oper/oper.ts'
import { readWhox, sayWhox, type Whox } from './whox.ts'

/** A mask never lists more strangers than this. */
const matchesMax = 500

/** What is asked for, besides the mask. */
interface Question {
  /** Letters before the `%`: `o` for operators only, others for what the mask is tried on. */
  flags: string
  /** Present where the answer is 354 instead of 352. */
  whox: Whox | undefined
}

/**
 * https://modern.ircdocs.horse/#who-message, and with `%` https://ircv3.net/specs/extensions/whox
 */
export default feature({
  commands: {
    WHO: {
      help: '<channel|nick|mask> [o][%fields[,token]]\nLists users; o: only operators of the network.',
      async run(ask, mask = '*', options = '') {
        const question = { flags: options.split('%', 1)[0]!, whox: readWhox(options) }
        const channel = ask.net.channel(mask)
        if (mask.startsWith('#')) {
          if (channel && !isHidden(channel, ask.user)) await sayMembers(ask, channel, question)
        } else await sayMatches(ask, mask, question)
        ask.reply(RPL_ENDOFWHO(mask))
      },
    },
  },
  isupport: () => ({ WHOX: true }),
})

function sayMembers(ask: Ask, channel: Channel, question: Question): Promise<void> {
  const inside = channel.members.has(ask.user)
  return ask.each(channel.members.keys(), (user) => {
    const isMet = inside || mayMeet(ask, user)
    if (isMet && isShown(channel, user, ask.user)) sayUser(ask, user, channel, question)
    return true
  })
}

/** A nick is always answered; a mask finds only those whom the asker may meet. */
async function sayMatches(ask: Ask, mask: string, question: Question): Promise<void> {
  const exact = ask.net.user(mask)
  if (exact) return sayUser(ask, exact, commonChannel(exact, ask.user), question)
  const { fold } = ask.net
  const wanted = fold(mask === '0' ? '*' : mask)
  const texts = textsFor(ask, question)
  let left = matchesMax
  await ask.each(ask.net.users.values(), (user) => {
    if (!mayMeet(ask, user) || !isWanted(ask, user, question)) return true
    if (!texts.some((text) => text(user) && matches(wanted, fold(text(user))))) return true
    sayUser(ask, user, commonChannel(user, ask.user), question)
    return --left > 0
  })
}

function mayMeet(ask: Ask, user: User): boolean {
  return isVisible(user, ask.user) || ask.can('see')
}

type Text = (user: User) => string

const textsByLetter: Record<string, Text> = {
  n: ({ nick }) => nick,
  u: ({ username }) => username,
  h: ({ host }) => host,
  s: ({ server }) => server.name,
  r: ({ realname }) => realname,
  a: ({ account = '' }) => account,
}
const hiddenTexts: Text[] = [({ realHost }) => realHost, ({ ip }) => ip]

/** What a mask is tried on: all, or what the letters before the `%` say. */
function textsFor(ask: Ask, { flags }: Question): Text[] {
  const chosen = [...flags].filter((letter) => textsByLetter[letter])
  const letters = chosen.length ? chosen : ['n', 'u', 'h', 's', 'r']
  const hidden = letters.includes('h') && ask.can('see') ? hiddenTexts : []
  return [...letters.map((letter) => textsByLetter[letter]!), ...hidden]
}

function isWanted(ask: Ask, user: User, { flags }: Question): boolean {
  return !flags.includes('o') || isSeenOper(user, ask.user)
}

/** A channel in which the asker may see the user, if there is one. */
function commonChannel(user: User, viewer: User): Channel | undefined {
  for (const channel of user.channels) if (isSeenIn(channel, user, viewer)) return channel
  return undefined
}

function sayUser(ask: Ask, user: User, channel: Channel | undefined, question: Question): void {
  if (!isWanted(ask, user, question)) return
  const flags = flagsOf(ask, user, channel)
  if (question.whox) return sayWhox(ask, question.whox, { user, channel, flags })
  const { username, host, server, nick, realname } = user
  const name = channel?.name ?? '*'
  ask.reply(RPL_WHOREPLY(name, username, host, server.name, nick, flags, `0 ${realname}`))
}

/** `!` is an operator whom only operators see. */
function flagsOf(ask: Ask, user: User, channel: Channel | undefined): string {
  const member = channel?.members.get(user)
  const status = member ? prefixes(ask.server, ask.session, member) : ''
  const bot = user.modes.has('B') ? 'B' : ''
  const oper = isSeenOper(user, ask.user) ? (user.modes.has('H') ? '!' : '*') : ''
  return (user.away === undefined ? 'H' : 'G') + bot + oper + status
}
