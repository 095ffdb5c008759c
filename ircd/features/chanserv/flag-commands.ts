/** The access list: who may do what. */
import { formatDuration } from '#wire/duration.ts'
import type { User } from '../../core/network.ts'
import type { AccessEntry } from '../../core/registration.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { flagMeanings, flagsOf, inOrder, isMask, templatesOf } from './access.ts'
import { addAutoKick, removeAutoKick } from './auto-kicks.ts'
import {
  channelFor,
  channelOfFounder,
  channelWith,
  denied,
  flagsOfAsker,
  nameOf,
  record,
  settled,
} from './desk.ts'
import { entryOf, grant, readFlags, whomMeans } from './granting.ts'
import { amend, type Registered } from './registration.ts'

const templatesMax = 20

export const flagCommands: Record<string, ServiceCommand> = {
  FLAGS: {
    params: '<channel> [account or mask] [changes]',
    help: `Shows the access list, or changes what somebody may do, such as +vo-t, =AO, -* or AOP.
${Object.entries(flagMeanings)
  .map(([flag, meaning]) => `  ${flag}  ${meaning}`)
  .join('\n')}
  b  not come in: see AKICK`,
    run: (turn, name = '', who, changes) => flags(turn, name, who, changes),
  },
  ACCESS: {
    params: '<channel> <LIST|ADD|DEL> [account or mask] [role or flags]',
    help: `Shows the access list, or puts somebody on it with a role such as AOP, or takes somebody off.
FLAGS does the same with letters.`,
    async run(turn, name = '', action = '', word, flagsOrRole) {
      const verb = action.toUpperCase()
      if (verb === 'LIST') return flags(turn, name)
      if (verb === 'ADD' && word && flagsOrRole) return flags(turn, name, word, flagsOrRole)
      if (verb === 'DEL' && word) return takeOff(turn, name, word)
      turn.refuse('INVALID_PARAMS', 'Write: ACCESS <channel> ADD <account> <role>, or DEL', name)
    },
  },
  TEMPLATE: {
    params: '<channel> [name] [flags]',
    help: `Names a set of flags, to be used with FLAGS. Without flags it lists the names.
-* as the flags forgets a name.`,
    run: (turn, name = '', template, changes) => nameTemplate(turn, name, template, changes),
  },
  QOP: role('QOP', 'those who may do nearly all that the founder may'),
  SOP: role('SOP', 'those who look after the channel'),
  AOP: role('AOP', 'its operators'),
  HOP: role('HOP', 'its half-operators'),
  VOP: role('VOP', 'those with a voice'),
  STATUS: {
    params: '<channel> [nick]',
    help: 'Says what you, or somebody, may do in a channel.',
    run(turn, name = '', nick) {
      const [channel, user] = about(turn, name, nick) ?? []
      if (!channel || !user) return
      const shown = flagsOf(turn.server, channel, user)
      turn.say(`${user.nick} in ${channel.name}: ${shown ? `+${shown}` : 'no flags'}`)
    },
  },
  WHY: {
    params: '<channel> [nick]',
    help: 'Says by which entries of the access list somebody has its flags.',
    run: (turn, name = '', nick) => why(turn, name, nick),
  },
  COUNT: {
    params: '<channel>',
    help: 'Counts the access list, by the templates that its entries fit.',
    run(turn, name = '') {
      const channel = mayRead(turn, name)
      if (!channel) return
      const { access, autoKicks } = channel.registration
      const named = Object.entries(templatesOf(channel.registration))
      const counts = named.map(([template, flags]) => {
        return `${template}: ${access.filter((entry) => entry.flags === flags).length}`
      })
      turn.say(`${channel.name}: ${access.length} entries (${counts.join(', ')})`)
      turn.say(`AKICK: ${autoKicks.length}`)
    },
  },
}

/** Who may see the list: everybody where PUBACL is on. Otherwise nothing, and the asker is told. */
export function mayRead(turn: Turn, name: string): Registered | undefined {
  const channel = channelFor(turn, name)
  if (channel?.registration.settings.includes('PUBACL')) return channel
  return channel && channelWith(turn, name, 'AfF')
}

async function flags(turn: Turn, name: string, word?: string, changes?: string): Promise<void> {
  if (word === undefined || (word.toUpperCase() === 'LIST' && changes === undefined)) {
    const channel = mayRead(turn, name)
    if (channel) turn.say(...listed(turn, channel))
    return
  }
  const find = () => (changes === undefined ? mayRead(turn, name) : channelFor(turn, name))
  const who = find() && (await whomMeans(turn, word))
  const isShy = who !== undefined && changes !== undefined && (await wantsNoFlags(turn, who))
  // Meanwhile it may have become somebody else's, or nobody's.
  const channel = who === undefined ? undefined : find()
  if (!channel || who === undefined) return
  const now = entryOf(turn, channel, who)?.flags ?? ''
  if (changes === undefined) {
    return turn.say(`${who} in ${channel.name}: ${now ? `+${now}` : 'no flags'}`)
  }
  if (/^[-+]b$/.test(changes)) return keepOut(turn, channel, who, changes === '+b')
  const wanted = readFlags(channel, changes, now)
  if (wanted === undefined) {
    return turn.refuse('INVALID_FLAGS', `${changes} are no flags: see HELP FLAGS`, channel.name)
  }
  if (isShy && [...wanted].some((flag) => !now.includes(flag))) {
    return turn.refuse('NEVEROP', `${who} wants to be on no access list`, channel.name)
  }
  if (await grant(turn, channel, who, wanted)) {
    record(turn, `flags of ${who}: ${wanted || 'none'}`, channel)
    turn.say(`${who} in ${channel.name}: ${wanted ? `+${wanted}` : 'no flags'}`)
  }
}

/** Whether an account, which is somebody else's, is to be on no access list: see NickServ's NEVEROP. */
async function wantsNoFlags(turn: Turn, who: string): Promise<boolean> {
  if (isMask(who) || turn.net.accountNames.isSame(who, turn.account)) return false
  return (await turn.server.ports.accounts.find(who))?.settings.neverOp === true
}

/** `+b` is an entry of AKICK. */
function keepOut(turn: Turn, { name }: Registered, who: string, on: boolean): void | Promise<void> {
  const channel = channelWith(turn, name, 'rF')
  const mask = isMask(who) ? who : `~account:${who}`
  if (channel && on) return addAutoKick(turn, channel, mask, 0, '')
  if (channel) return removeAutoKick(turn, channel, mask)
}

function listed(turn: Turn, { name, registration }: Registered): string[] {
  const { founder, access } = registration
  const lines = access.map(({ who, flags, by, at }) => {
    return `  ${nameOf(turn, who)} +${flags} (by ${by}, ${formatDuration((turn.now - at) / 1000)} ago)`
  })
  return [`${name} is ${nameOf(turn, founder)}'s`, ...lines, `${access.length} entries`]
}

async function nameTemplate(
  turn: Turn,
  name: string,
  typed?: string,
  changes?: string,
): Promise<void> {
  const template = typed?.toUpperCase()
  if (template === undefined || changes === undefined) {
    const channel = mayRead(turn, name)
    if (!channel) return
    const all = Object.entries(templatesOf(channel.registration))
    return turn.say(...all.map(([each, flags]) => `  ${each} +${flags}`))
  }
  const channel = channelOfFounder(turn, name)
  if (!channel) return
  const { templates } = channel.registration
  const flags = readFlags(channel, changes, templatesOf(channel.registration)[template] ?? '')
  if (!/^[A-Z][A-Z0-9-]{0,19}$/.test(template) || flags === undefined) {
    return turn.refuse('INVALID_FLAGS', `${typed} ${changes} cannot be a template`, channel.name)
  }
  const { [template]: _, ...others } = templates
  if (flags && Object.keys(others).length >= templatesMax) {
    return turn.refuse('LIMIT_REACHED', `A channel has at most ${templatesMax}`, channel.name)
  }
  const named = flags ? { ...others, [template]: flags } : others
  if (!(await settled(turn, channel, amend(turn.server, channel, { templates: named })))) return
  turn.say(`${template} is ${flags ? `+${flags}` : "everybody's again"} in ${channel.name}`)
}

/** A command for each role that other services have: they are only names for sets of flags. */
function role(template: string, who: string): ServiceCommand {
  return {
    params: '<channel> <ADD|DEL|LIST> [account or mask]',
    help: `Adds somebody to ${who}, or takes somebody off, or lists them.
It is FLAGS with the template ${template}.`,
    async run(turn, name = '', action = '', word) {
      const verb = action.toUpperCase()
      if (verb === 'LIST') return listRole(turn, name, template)
      if (!word || (verb !== 'ADD' && verb !== 'DEL')) {
        return turn.refuse('INVALID_PARAMS', `Write: ${template} <channel> ADD|DEL <account>`)
      }
      return verb === 'ADD' ? flags(turn, name, word, template) : takeOff(turn, name, word)
    },
  }
}

async function takeOff(turn: Turn, name: string, word: string): Promise<void> {
  const channel = channelWith(turn, name, 'fF')
  const who = channel && (await whomMeans(turn, word))
  if (!channel || who === undefined) return
  if (entryOf(turn, channel, who)) return flags(turn, name, word, '-*')
  turn.refuse('NOT_ON_LIST', `${who} is not on the list of ${channel.name}`, who)
}

function listRole(turn: Turn, name: string, template: string): void {
  const channel = mayRead(turn, name)
  if (!channel) return
  const wanted = inOrder(templatesOf(channel.registration)[template] ?? '')
  const found = channel.registration.access.filter(({ flags }) => flags === wanted)
  turn.say(...found.map(({ who }) => `  ${nameOf(turn, who)}`), `${found.length} entries`)
}

/** Of whom it is asked what they may do; nothing where that is not the asker's to know. */
function about(turn: Turn, name: string, nick?: string): [Registered, User] | undefined {
  const channel = channelFor(turn, name)
  const user = nick === undefined ? turn.user : turn.net.user(nick)
  if (!channel) return undefined
  const isPublic = channel.registration.settings.includes('PUBACL') || turn.can('channels')
  if (!user) turn.refuse('NO_SUCH_NICK', `${nick ?? 'Nobody'} is not here`, nick ?? '*')
  else if (user === turn.user || isPublic || flagsOfAsker(turn, channel)) return [channel, user]
  else denied(turn, channel)
  return undefined
}

function why(turn: Turn, name: string, nick?: string): void {
  const [channel, user] = about(turn, name, nick) ?? []
  if (!channel || !user) return
  const { registration } = channel
  const isFounder = turn.net.accountNames.isSame(user.accountHere, registration.founder)
  const gives = (entry: AccessEntry) => {
    const alone = { registration: { ...registration, founder: '', access: [entry] } }
    return flagsOf(turn.server, alone, user) !== ''
  }
  const entries = registration.access.filter(gives)
  const lines = entries.map(({ who, flags }) => `  ${nameOf(turn, who)} +${flags}`)
  if (isFounder) lines.unshift(`  ${user.nick} is signed in as the founder`)
  turn.say(`${user.nick} in ${channel.name}:`, ...(lines.length ? lines : ['  nothing']))
}
