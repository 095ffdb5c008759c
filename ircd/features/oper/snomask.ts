import { messageFrom } from '#wire/message.ts'
import { RPL_SNOMASK } from '#wire/numerics/operators.ts'
import type { Ask } from '../../core/ask.ts'
import { kind } from '../../core/fact.ts'
import { feature, reaction } from '../../core/feature.ts'
import { connected, quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { joined } from '../channel/join.ts'
import { nickChanged } from '../connect/nick.ts'
import { operatorsOf } from './oper.ts'

/** What an operator can watch, by letter. */
const categories: Record<string, string> = {
  a: 'servers that are linked, refused and split',
  b: 'bans of the network set, lifted and met',
  c: 'users who connect',
  d: 'addresses on blocklists',
  f: 'floods and other things done too fast',
  k: 'kills',
  l: 'channels that are made, registered and dropped',
  n: 'changes of nicks',
  o: 'operators, and what they force or override',
  q: 'users who leave',
  r: 'the configuration being read again',
  s: 'the spam filter',
  t: 'uses of STATS',
  u: 'accounts and failed logins',
  v: 'changes of hosts',
}

/** Whom an entry of the operator's log is shown to; one that is not here stays in the log. */
const letters: Record<string, string> = {
  'link up': 'a',
  'link refused': 'a',
  'link failed': 'a',
  'link ended': 'a',
  'link clock': 'a',
  'link casemapping': 'a',
  'link repaired': 'a',
  'server juped': 'a',
  'link asked for': 'a',
  'history healed': 'a',
  split: 'a',
  'ban set': 'b',
  'ban lifted': 'b',
  'ban met': 'b',
  quarantine: 'b',
  'on a blocklist': 'd',
  'too fast': 'f',
  'too many connections': 'f',
  kill: 'k',
  oper: 'o',
  'oper left': 'o',
  'oper refused': 'o',
  forced: 'o',
  defcon: 'o',
  'said to all': 'o',
  rehash: 'r',
  'rehash refused': 'r',
  'spam filter': 's',
  stats: 't',
  'account registered': 'u',
  'account registry': 'u',
  'account expired': 'u',
  'accounts authority': 'u',
  'accounts promoted': 'u',
  'accounts set aside': 'u',
  'accounts taken over': 'u',
  'accounts not shared': 'a',
  'accounts not joined': 'a',
  'accounts refused': 'a',
  'mail failed': 'u',
  'channel registry': 'l',
  'login failed': 'u',
  'host changed': 'v',
  vhost: 'v',
}

/** `by` watches these categories from now on. */
export const watched = kind<{ letters: string }>({
  name: 'watched',
  event: true,
  apply: ({ by, letters }, net) => {
    const user = by as User
    user.snomasks = letters
    net.setUserMode(user, 's', letters !== '')
  },
  audience: ({ by }) => {
    const { session } = by as User
    return session ? [session] : []
  },
  lines: ({ by, letters }) => {
    const { nick } = by as User
    return [messageFrom(nick, 'MODE', nick, ...(letters ? ['+s', `+${letters}`] : ['-s']))]
  },
})

/** Server notices: a view over the operator's log, and over some of what happens anyway. */
export default feature({
  facts: [watched],
  topics: {
    SNOMASK: [
      'MODE <nick> +s <letters> shows server notices to operators:',
      ...Object.entries(categories).map(([letter, text]) => `${letter}  ${text}`),
    ].join('\n'),
  },
  userModes: {
    s: {
      owner: 'oper',
      change(ask, on, next) {
        if (!on) return void (ask.user.snomasks && ask.commit(watched, { letters: '' }))
        watch(ask, next() ?? Object.keys(categories).join(''))
      },
    },
  },
  overhears(event, facts, server) {
    const letter = letters[event]
    if (letter) notify(server, letter, () => `${event}: ${written(facts)}`)
  },
  reactions: [
    // Of other servers' users their own operators are told.
    reaction(connected, ({ by }, server) => {
      const { session, mask, ip } = by as User
      if (session) notify(server, 'c', () => `connect: ${mask} (${ip})`)
    }),
    reaction(quit, ({ by, text }, server) => {
      const { session, mask } = by as User
      if (session) notify(server, 'q', () => `quit: ${mask} (${text})`)
    }),
    reaction(nickChanged, ({ by, from, nick }, server) => {
      if ((by as User).session) notify(server, 'n', () => `nick: ${from} is now ${nick}`)
    }),
    reaction(joined, ({ by, channel }, server) => {
      if (channel.members.size > 1) return
      notify(server, 'l', () => `channel: ${channel.name} is made by ${(by as User).nick}`)
    }),
  ],
})

/**
 * Adds and takes away letters, as `+ck-q` or `ck`; unknown ones are left out.
 */
export function watch(ask: Ask, text: string): void {
  const wanted = new Set(ask.user.snomasks)
  let on = true
  for (const letter of text) {
    if (letter === '+' || letter === '-') on = letter === '+'
    else if (on && letter in categories) wanted.add(letter)
    else wanted.delete(letter)
  }
  const all = [...wanted].sort().join('')
  if (all === ask.user.snomasks) return
  ask.commit(watched, { letters: all })
  if (all) ask.reply(RPL_SNOMASK(`+${all}`))
}

/** Tells the operators here who watch the category; the text is made only if there are any. */
export function notify(server: Server, letter: string, text: () => string): void {
  let said: string | undefined
  for (const { session, snomasks } of operatorsOf(server.net)) {
    if (!session || !snomasks.includes(letter)) continue
    said ??= `*** ${text()}`
    session.notice(said)
  }
}

/** The facts of an entry of the operator's log, in a line. */
export function written(facts: Record<string, unknown>): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')
}
