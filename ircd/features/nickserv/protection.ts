/**
 * A nick is its account's: who has it without being logged in to that is asked to, and renamed when
 * the grace is over. A nick that only looks like an account's is nobody's to take.
 */
import type { NickOwner } from '#wire/account.ts'
import { messageFrom } from '#wire/message.ts'
import { ERR_NICKNAMEINUSE, type Reply } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { type AccountHeard, feature, reaction } from '../../core/feature.ts'
import { connected, quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { accountChanged } from '../connect/login.ts'
import { nickChanged } from '../connect/nick.ts'
import { userOf } from '../services/presence.ts'
import { knownNames } from './known-names.ts'

/** How long a nick is kept free for its owner after somebody was renamed. */
const keptMs = 60_000
const guestDigits = 5

/** Somebody who has a nick that is another's. */
interface Trespass {
  nick: string
  /** Whose it is. */
  account: string
  until: number
}

class Watch {
  readonly trespasses = new Map<User, Trespass>()
  /** Who has just been looked at, and takes a nick of that account in the same breath. */
  readonly looked = new WeakMap<User, { nick: string; account: string }>()
  /** Folded nicks that only their owners may take, and until when. */
  readonly kept = new Map<string, number>()
}

const watchOf = perServer(() => new Watch())

export default feature({
  vets: (ask) => {
    const refusal = weigh(ask, ask.user.nick)
    return refusal?.then((reply) => {
      if (!reply) return undefined
      ask.user.nick = ''
      return { reply }
    })
  },
  vetsNick: weigh,
  async boot(server) {
    if (server.settings.accounts.nickProtection !== 'off') await knownNames(server).read(server)
  },
  accountNews(news, server) {
    learn(news, server).catch((error) => server.ports.fault(error, 'nick protection'))
  },
  reactions: [
    reaction(connected, ({ by }, server) => begin(server, by as User)),
    reaction(nickChanged, ({ by }, server) => begin(server, by as User)),
    reaction(accountChanged, ({ by, account }, server) => {
      const user = by as User
      const trespass = watchOf(server).trespasses.get(user)
      if (account === undefined) look(server, user)
      else if (trespass?.account === account) watchOf(server).trespasses.delete(user)
    }),
    reaction(quit, ({ by }, server) => {
      watchOf(server).trespasses.delete(by as User)
    }),
  ],
  ticks(server, now) {
    const { trespasses, kept } = watchOf(server)
    for (const [user, trespass] of trespasses) if (now >= trespass.until) rename(server, user)
    for (const [nick, until] of kept) if (now >= until) kept.delete(nick)
  },
})

/** @returns whether the nick was kept from others. */
export function letGo(server: Server, nick: string): boolean {
  return watchOf(server).kept.delete(server.net.fold(nick))
}

/** Why somebody may not have a nick; nothing at once where nobody's is protected. */
function weigh(ask: Ask, nick: string): Promise<Reply | undefined> | undefined {
  const { nickProtection } = ask.server.settings.accounts
  const isFree = nickProtection === 'off' || !knownNames(ask.server).has(nick)
  return isFree ? undefined : weighOwned(ask, nick)
}

async function weighOwned({ server, user }: Ask, nick: string): Promise<Reply | undefined> {
  const { nickProtection } = server.settings.accounts
  const { looked, kept } = watchOf(server)
  looked.delete(user)
  const owner = await server.ports.accounts.owner(nick)
  if (!owner?.verified || owner.account === user.account) return undefined
  const isKept = (kept.get(server.net.fold(nick)) ?? 0) > server.ports.now()
  if (!owner.exact || nickProtection === 'strict' || isKept) return ERR_NICKNAMEINUSE(nick)
  if (!isEnforced(server, owner)) return undefined
  // Who is somebody else already will not log in to it; and a bouncer would try again for ever.
  if (user.account !== undefined) return ERR_NICKNAMEINUSE(nick)
  looked.set(user, { nick, account: owner.account })
  return undefined
}

function isEnforced({ settings }: Server, { enforce }: NickOwner): boolean {
  return settings.accounts.nickProtection === 'opt-in' ? enforce === true : enforce !== false
}

/** Somebody has taken a nick, and was looked at before: the grace begins, or another one ends. */
function begin(server: Server, user: User): void {
  const { trespasses, looked } = watchOf(server)
  trespasses.delete(user)
  const found = looked.get(user)
  looked.delete(user)
  if (!found || found.nick !== user.nick || found.account === user.account) return
  const { graceMs } = server.settings.accounts
  trespasses.set(user, { ...found, until: server.ports.now() + graceMs })
  const seconds = Math.round(graceMs / 1000)
  const how = userOf(server, 'NickServ') ? '/msg NickServ IDENTIFY <password>' : 'SASL'
  tell(
    server,
    user,
    `The nick ${user.nick} is registered. If it is yours, log in within ${seconds} seconds ` +
      `(${how}); if not, take another one.`,
  )
}

/** Whether somebody's nick is another's, who was not looked at when it was taken. */
function look(server: Server, user: User): void {
  const { nickProtection } = server.settings.accounts
  if (nickProtection === 'off' || !user.session?.registered) return
  const { nick } = user
  const looking = server.ports.accounts.owner(nick).then((owner) => {
    const isMeant = owner?.exact && owner.verified && user.nick === nick
    const isOther = isMeant && owner.account !== user.account
    if (!isOther || user.session?.closed || !isEnforced(server, owner)) return
    watchOf(server).looked.set(user, { nick, account: owner.account })
    begin(server, user)
  })
  looking.catch((error) => server.ports.fault(error, 'nick protection'))
}

/** Who has a nick already may have had it before the account, or before this server knew of it. */
async function learn({ kind, key }: AccountHeard, server: Server): Promise<void> {
  if (kind !== 'made' && kind !== 'verified' && kind !== 'nick grouped' && kind !== 'renamed')
    return
  const facts = await server.ports.accounts.find(key)
  if (!facts) return
  knownNames(server).add(facts)
  for (const nick of [facts.name, ...facts.formerly, ...facts.nicks]) {
    const holder = server.net.user(nick)
    if (holder) look(server, holder)
  }
}

function rename(server: Server, user: User): void {
  const { trespasses, kept } = watchOf(server)
  const trespass = trespasses.get(user)!
  trespasses.delete(user)
  kept.set(server.net.fold(trespass.nick), server.ports.now() + keptMs)
  const nick = guestNick(server, user)
  tell(server, user, `The nick ${trespass.nick} is somebody else's: you are ${nick} now`)
  server.commit(nickChanged, { from: user.mask, nick }, user)
}

/** One that nobody has. */
function guestNick({ net, ports }: Server, { uid }: User): string {
  for (let n = 0; ; n++) {
    const digits = Number.parseInt(ports.digest(`guest ${uid} ${n}`).slice(0, 8), 16)
    const nick = `Guest${String(digits % 10 ** guestDigits).padStart(guestDigits, '0')}`
    if (!net.user(nick)) return nick
  }
}

function tell(server: Server, user: User, text: string): void {
  const source = userOf(server, 'NickServ')?.mask ?? server.net.me.name
  user.session?.say(messageFrom(source, 'NOTICE', user.nick, text))
}
