/** What is decided about a registered channel. */
import { shorten } from '#wire/text.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { antifloods } from './antiflood.ts'
import { channelOfFounder, channelWith, isShut, record, settled } from './desk.ts'
import { handOver } from './estate.ts'
import { whomMeans } from './granting.ts'
import { settleBot } from './guardian.ts'
import { applyLock, formatLock, readLock } from './lock.ts'
import { amend, foundedBy, type Registered } from './registration.ts'

/** On or off. */
const switches: Readonly<Record<string, string>> = {
  AUTOOP: 'who is on the access list has its status when it joins',
  FANTASY: 'members may write !op and the like inside, where ChanServ is',
  GUARD: 'ChanServ sits in the channel',
  HISTORY: 'what is said is kept for those who come later',
  KEEPTOPIC: 'the topic stays when everybody has left',
  NOSYNC: 'a change of the access list changes nobody who is inside',
  PEACE: 'nobody lowers or throws out who stands as high',
  PRIVATE: 'the channel is in no list of ChanServ',
  PUBACL: 'everybody may see the access list',
  RESTRICTED: 'only who is on the access list comes in',
  SECURE: 'masks on the access list count for nothing, accounts do',
  SECUREOPS: 'only who is on the access list has a status',
  SINCEJOIN: 'who is not on the access list reads only what was said since it joined',
  SIGNKICK: 'ChanServ says who asked it to kick',
  TOPICLOCK: 'only who has the flag t changes the topic',
}

/** Shown to people. */
const texts: Readonly<Record<string, string>> = {
  ENTRYMSG: 'told to everybody who joins',
  URL: 'where the channel has its page, told to everybody who joins',
  EMAIL: 'how to reach those who look after it',
  DESC: 'what it is for',
}

const textBytesMax = 300

type Setter = (turn: Turn, name: string, value: string) => void | Promise<void>

const setters: Readonly<Record<string, Setter>> = {
  MLOCK: setLock,
  FOUNDER: (turn, name, value) => setFounder(turn, name, value),
  SUCCESSOR: setSuccessor,
}

const helpLines = [
  ...Object.entries(switches).map(([name, what]) => `  ${name} ON|OFF  ${what}`),
  ...Object.entries(texts).map(([name, what]) => `  ${name} [text]  ${what}`),
  '  MLOCK +nt-s  modes that stay so; without any, none',
  '  QUERY-CUTOFF NONE|JOIN-TIME|REGISTRATION-TIME  what who is not on the access list may read: all, what was said since it joined, or since its account was made',
  '  ANTIFLOOD OFF|QUIET|KICKBAN  who says ten lines in a breath is quiet, or out, for ten minutes',
  '  SUCCESSOR [account]  who takes over when the founder is gone',
  '  FOUNDER <account>  as TRANSFER',
]

export const setCommands: Record<string, ServiceCommand> = {
  SET: {
    params: '<channel> <setting> [value…]',
    help: `Decides something about a channel.\n${helpLines.join('\n')}`,
    run(turn, name = '', setting = '', value = '') {
      const word = setting.toUpperCase()
      if (Object.hasOwn(setters, word)) return setters[word]!(turn, name, value)
      if (Object.hasOwn(choices, word)) return setChoice(turn, name, word, value)
      if (Object.hasOwn(switches, word)) return setSwitch(turn, name, word, value)
      if (Object.hasOwn(texts, word)) return setText(turn, name, word, value)
      turn.refuse('INVALID_PARAMS', `There is no setting ${word}: see HELP SET`, name, word)
    },
  },
  TRANSFER: {
    params: '<channel> <account or ACCEPT or CANCEL>',
    from: 'account',
    help: `Offers your channel to another account, which takes it with TRANSFER <channel> ACCEPT.
CANCEL takes the offer back.`,
    run(turn, name = '', word = '') {
      if (word.toUpperCase() === 'ACCEPT') return accept(turn, name)
      if (word.toUpperCase() === 'CANCEL') return withdraw(turn, name)
      return setFounder(turn, name, word)
    },
  },
}

async function setSwitch(turn: Turn, name: string, setting: string, value: string): Promise<void> {
  const channel = channelWith(turn, name, 'sF')
  if (!channel) return
  const on = /^on$/i.test(value)
  if (!on && !/^off$/i.test(value)) {
    return turn.refuse('INVALID_PARAMS', `${setting} is ON or OFF`, channel.name, setting)
  }
  const others = channel.registration.settings.filter((each) => each !== setting)
  const settings = on ? [...others, setting].sort() : others
  if (!(await settled(turn, channel, amend(turn.server, channel, { settings })))) return
  if (setting === 'GUARD') settleBot(turn.server, channel)
  record(turn, `${setting} ${on ? 'on' : 'off'}`, channel)
  turn.say(`${setting} of ${channel.name} is ${on ? 'on' : 'off'}`)
}

/** Settings of which one is on at most, by the words for them; another word is for none. */
interface Choice {
  none: string
  settings: Readonly<Record<string, string>>
}

const choices: Readonly<Record<string, Choice>> = {
  ANTIFLOOD: { none: 'OFF', settings: antifloods },
  // As Ergo's users know it.
  'QUERY-CUTOFF': {
    none: 'NONE',
    settings: { 'JOIN-TIME': 'SINCEJOIN', 'REGISTRATION-TIME': 'SINCEACCOUNT' },
  },
}

async function setChoice(turn: Turn, name: string, word: string, value: string): Promise<void> {
  const channel = channelWith(turn, name, 'sF')
  if (!channel) return
  const { none, settings } = choices[word]!
  const wanted = value.toUpperCase()
  if (wanted !== none && !Object.hasOwn(settings, wanted)) {
    const words = [none, ...Object.keys(settings)].join(', ')
    return turn.refuse('INVALID_PARAMS', `${word} is one of ${words}`, channel.name, word)
  }
  const others = channel.registration.settings.filter(
    (one) => !Object.values(settings).includes(one),
  )
  const chosen = settings[wanted]
  const next = chosen ? [...others, chosen].sort() : others
  if (!(await settled(turn, channel, amend(turn.server, channel, { settings: next })))) return
  record(turn, `${word} ${wanted}`, channel)
  turn.say(`${word} of ${channel.name} is ${wanted}`)
}

async function setText(turn: Turn, name: string, setting: string, value: string): Promise<void> {
  const channel = channelWith(turn, name, 'sF')
  if (!channel) return
  const { [setting]: _, ...others } = channel.registration.texts
  const text = shorten(value, textBytesMax)
  const now = text ? { ...others, [setting]: text } : others
  if (!(await settled(turn, channel, amend(turn.server, channel, { texts: now })))) return
  turn.say(`${setting} of ${channel.name} is ${text || 'empty'}`)
}

async function setLock(turn: Turn, name: string, value: string): Promise<void> {
  const channel = channelWith(turn, name, 'sF')
  if (!channel) return
  const lock = readLock(turn.asker, channel.name, value.split(/\s+/))
  if (typeof lock === 'string') return turn.refuse('INVALID_MODE', lock, channel.name)
  if ('verb' in lock) return turn.refuse('INVALID_MODE', lock.params.at(-1)!, channel.name)
  if (!(await settled(turn, channel, amend(turn.server, channel, { lock })))) return
  applyLock(turn.server, channel)
  turn.say(`The modes of ${channel.name} are locked: ${formatLock(lock) || 'none'}`)
}

async function setSuccessor(turn: Turn, name: string, value: string): Promise<void> {
  if (!channelOfFounder(turn, name)) return
  const successor = value ? await accountNamed(turn, value) : undefined
  if (value && successor === undefined) return
  // Meanwhile it may have become somebody else's.
  const channel = channelOfFounder(turn, name)
  if (!channel) return
  if (!(await settled(turn, channel, amend(turn.server, channel, { successor })))) return
  turn.say(`${successor ?? 'Nobody'} takes over ${channel.name} when its founder is gone`)
}

/** Who looks after registered channels gives them away; a founder offers its own. */
async function setFounder(turn: Turn, name: string, value: string): Promise<void> {
  if (!channelOfFounder(turn, name)) return
  const heir = await accountNamed(turn, value)
  // Meanwhile it may have become somebody else's.
  const channel = heir === undefined ? undefined : channelOfFounder(turn, name)
  if (!channel || heir === undefined) return
  if (turn.can('channels')) return become(turn, channel, heir)
  if (!(await settled(turn, channel, amend(turn.server, channel, { heir })))) return
  turn.say(`${channel.name} is offered to ${heir}: /msg ChanServ TRANSFER ${channel.name} ACCEPT`)
}

async function accountNamed(turn: Turn, word: string): Promise<string | undefined> {
  if (!/[!@*?]/.test(word)) return whomMeans(turn, word)
  turn.refuse('ACCOUNT_UNKNOWN', `There is no account ${word}`, word)
  return undefined
}

function accept(turn: Turn, name: string): void | Promise<void> {
  const { net, account = '', server } = turn
  const channel = net.channel(name)
  const heir = channel?.registration?.heir
  if (!net.accountNames.isSame(heir, account)) {
    return turn.refuse('NO_OFFER', `${name} has not been offered to you`, name)
  }
  if (isShut(turn, channel as Registered)) return
  const { channels: most } = server.settings.services
  if (foundedBy(net, account).length >= most) {
    return turn.refuse('LIMIT_REACHED', `An account has at most ${most} channels`, name)
  }
  return become(turn, channel as Registered, account)
}

async function become(turn: Turn, channel: Registered, founder: string): Promise<void> {
  if (!(await settled(turn, channel, handOver(turn.server, channel, founder)))) return
  record(turn, `founder is ${founder}`, channel)
  turn.say(`${channel.name} is ${founder}'s`)
}

async function withdraw(turn: Turn, name: string): Promise<void> {
  const channel = channelOfFounder(turn, name)
  if (!channel) return
  if (!(await settled(turn, channel, amend(turn.server, channel, { heir: undefined })))) return
  turn.say(`${channel.name} is offered to nobody`)
}
