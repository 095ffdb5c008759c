/** Who somebody is, for people and for programs. */
import { type AccountFacts, suspensionAt } from '#wire/account.ts'
import { usersOf } from '../connect/identities.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { authority } from './desk.ts'
import { switches } from './owner-commands.ts'

export const infoCommands: Record<string, ServiceCommand> = {
  INFO: {
    params: '[account or nick]',
    help: 'Shows what may be known of an account.',
    aliases: ['SAGET'],
    async run(turn, word = turn.account ?? turn.user?.nick ?? '') {
      const facts = await factsOf(turn, word)
      if (!facts) return turn.refuse('NO_ACCOUNT', `${word} is not registered`)
      turn.say(...about(turn, facts))
    },
  },
  ACC: {
    params: '[nick] [account]',
    help: 'Says whether somebody is logged in, for programs: 3 that they are, 1 that they are not, 0 that there is no such nick or account.',
    async run(turn, nick = turn.user?.nick ?? '', account?: string) {
      const { level, name } = await standing(turn, nick, account)
      turn.say(account === undefined ? `${nick} ACC ${level}` : `${nick} -> ${name} ACC ${level}`)
    },
  },
  STATUS: {
    params: '[nick]…',
    help: 'Says who is logged in, for programs: the nick, 3, 1 or 0 as with ACC, and the account.',
    async run(turn, ...nicks) {
      for (const nick of nicks.length > 0 ? nicks.slice(0, statusMax) : [turn.user?.nick ?? '']) {
        const { level } = await standing(turn, nick, undefined)
        const account = turn.net.user(nick)?.accountHere ?? ''
        turn.say(`STATUS ${nick} ${level} ${account}`.trimEnd())
      }
    },
  },
  LISTLOGINS: {
    help: 'Lists the connections that are logged in to your account.',
    aliases: ['SESSIONS', 'CLIENTS'],
    from: 'account',
    run(turn) {
      const users = usersOf(turn.server, turn.net.accountNames.keyOf(turn.account!))
      const since = (at: number) => new Date(at).toISOString()
      turn.say(
        ...users.map(({ mask, since: at }) => `  ${mask} since ${since(at)}`),
        `${users.length} connections`,
      )
    },
  },
}

/** Nicks of one STATUS. */
const statusMax = 16

/** By the account's name, or by a nick that it has grouped. */
async function factsOf(turn: Turn, word: string): Promise<AccountFacts | undefined> {
  const accounts = authority(turn)
  const named = await accounts.find(word)
  if (named) return named
  const owner = await accounts.owner(word)
  return owner?.exact ? accounts.find(owner.account) : undefined
}

/** As bots of Atheme's networks read it. */
async function standing(turn: Turn, nick: string, account: string | undefined) {
  const user = turn.net.user(nick)
  const owner = account === undefined ? await authority(turn).owner(nick) : undefined
  const wanted = account ?? (owner?.exact ? owner.account : nick)
  const facts = await authority(turn).find(wanted)
  const name = facts?.name ?? wanted
  if (!user || !facts) return { level: 0, name }
  return { level: user.accountHere === facts.name ? 3 : 1, name }
}

function about(turn: Turn, facts: AccountFacts): string[] {
  const isOwn = turn.account === facts.name || turn.can('accounts')
  const day = (at: number) => new Date(at).toISOString().slice(0, 10)
  const suspended = suspensionAt(facts, turn.now)
  const users = usersOf(turn.server, turn.net.fold(facts.key))
  const { hideStatus, hideLastLogin, restricted, vacationAt } = facts.settings
  const rows: [what: string, value: string | undefined, forAll?: boolean][] = [
    ['Registered', day(facts.createdAt), true],
    ['Last used', facts.seenAt === undefined ? undefined : day(facts.seenAt), !hideLastLogin],
    ['Here as', users.map(({ nick }) => nick).join(' '), !hideStatus],
    ['On vacation', vacationAt ? `since ${day(vacationAt)}` : undefined, true],
    ['Nicks', [facts.name, ...facts.nicks].join(' '), true],
    ['Suspended', suspended && (isOwn ? `by ${suspended.by}: ${suspended.reason}` : 'yes'), true],
    ['Called before', facts.formerly.join(' ')],
    ['Waits for', facts.unverified ? 'the code that was sent by e-mail' : undefined],
    ['Address', facts.email],
    ['Second factor', facts.secondFactor ? 'on' : undefined],
    ['Certificates', String(facts.fingerprints.length)],
    ['Joins', facts.settings.autojoin?.join(' ')],
    ...switchesOf(facts),
    ['Restricted', restricted],
  ]
  if (turn.can('accounts')) {
    rows.push(['HOLD', onOff(facts.settings.hold)], ['Marked', facts.settings.mark])
  }
  const isHidden = facts.settings.private === true && !isOwn
  const shown = rows.filter(([, value, forAll]) => value && (isOwn || (forAll && !isHidden)))
  return [facts.name, ...shown.map(([what, value]) => `  ${what}: ${value}`)]
}

function switchesOf({ settings }: AccountFacts): [what: string, value: string | undefined][] {
  return Object.entries(switches).map(([word, { key }]) => [word, onOff(settings[key])])
}

function onOff(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? 'ON' : 'OFF'
}
