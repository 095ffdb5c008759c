/** What services may do to the users and the bans of other servers. */
import { isNick } from '#wire/names.ts'
import { shorten } from '#wire/text.ts'
import { Ask } from '../core/ask.ts'
import type { User } from '../core/network.ts'
import { join } from '../features/channel/join.ts'
import { parted } from '../features/channel/part.ts'
import { accountChanged, logOut } from '../features/connect/login.ts'
import { nickChanged } from '../features/connect/nick.ts'
import { type BanType, banLifted, banSet, bansOf, readBanMask } from '../features/guard/ban.ts'
import { remarkBytesMax, remarked } from '../features/oper/face.ts'
import { killed } from '../features/oper/kill.ts'
import { changeHost } from '../features/user/chghost.ts'
import { type Heard, type Hearer, hearer, isUser, timeOf } from './heard.ts'
import { serverOf } from './tree.ts'

/** A nick may be held for no longer. */
const holdSecondsMax = 86_400
/** A nick that is given may not have been asked for longer ago, seconds. */
const lateMax = 900

export const serviceEncaps: Record<string, Hearer> = {
  SASL: hearer(4, ({ peer, by, params }) => peer.links.sasl.hear(serverOf(by), params)),
  MECHLIST: ofServices(1, ({ peer, by, params }) => {
    peer.links.sasl.offer(serverOf(by), params[0]!.split(',').filter(Boolean))
  }),
  SVSLOGIN: ofServices(5, hearSvslogin),
  RSFNC: ofServices(4, hearRsfnc),
  NICKDELAY: ofServices(2, (heard) => {
    const [seconds = '', nick = ''] = heard.params
    const held = Math.min(Number(seconds) || 0, holdSecondsMax)
    if (held > 0) ban(heard, 'qline', nick, held, 'Held by services')
    else lift(heard, 'qline', nick)
  }),
  KLINE: ofServices(4, (heard) => {
    const [seconds, user, host, reason] = heard.params
    ban(heard, 'kline', `${user}@${host}`, Number(seconds), reason)
  }),
  DLINE: ofServices(3, (heard) => {
    const [seconds, ip = '', reason] = heard.params
    ban(heard, 'zline', ip, Number(seconds), reason)
  }),
  XLINE: ofServices(4, (heard) => {
    const [seconds, mask = '', , reason] = heard.params
    ban(heard, 'xline', mask, Number(seconds), reason)
  }),
  RESV: ofServices(4, (heard) => {
    const [seconds, mask = '', , reason] = heard.params
    ban(heard, 'qline', mask, Number(seconds), reason)
  }),
  SVSJOIN: ofServices(2, ({ peer, params: [uid = '', name = '', key = ''] }) => {
    const { net, server } = peer.links
    const session = net.uids.get(uid)?.session
    const joining = session && join(new Ask(server, session, 'JOIN', undefined), name, key)
    joining?.catch((error) => server.ports.fault(error, 'SVSJOIN'))
  }),
  SVSPART: ofServices(2, ({ peer, params: [uid = '', name = '', text = ''] }) => {
    const { net, server } = peer.links
    const user = net.uids.get(uid)
    const channel = net.channel(name)
    if (!user?.session || !channel?.members.has(user)) return
    server.commit(parted, { channel, text }, user)
  }),
  SVSTAG: ofServices(1, (heard) => {
    const [uid = '', text = ''] = heard.params
    const user = heard.peer.links.net.uids.get(uid)
    if (user) sayOfUser(heard, user, text)
  }),
  UNKLINE: ofServices(2, (heard) => lift(heard, 'kline', heard.params.slice(0, 2).join('@'))),
  UNDLINE: ofServices(1, (heard) => lift(heard, 'zline', heard.params[0]!)),
  UNXLINE: ofServices(1, (heard) => lift(heard, 'xline', heard.params[0]!)),
  UNRESV: ofServices(1, (heard) => lift(heard, 'qline', heard.params[0]!)),
}

/** What WHOIS says besides. */
function sayOfUser({ peer, by }: Heard, user: User, text: string): void {
  const data = { user, text: shorten(text, remarkBytesMax) }
  peer.links.server.commit(remarked, data, by, undefined, { link: peer, untold: true })
}

/** Heard from the servers that the configuration calls services, and from those behind them. */
function ofServices(min: number, run: Hearer['run']): Hearer {
  return hearer(min, (heard) => {
    if (serverOf(heard.by).services) run(heard)
  })
}

/** `SVSLOGIN <uid> <nick> <user> <host> <account>`: `*` for what stays, `0` for no account. */
function hearSvslogin({ peer, params }: Heard): void {
  const [uid = '', , username = '*', host = '*', account = '*'] = params
  const { links } = peer
  const { net, server } = links
  if (links.sasl.logIn(uid, account)) return
  const user = net.uids.get(uid)
  if (!user?.session) return
  const face = {
    ...(username === '*' ? {} : { username }),
    ...(host === '*' ? {} : { host }),
  }
  changeHost(server, user, face)
  if (account === '0') return logOut(server, user)
  if (account !== '*' && account !== user.account) server.commit(accountChanged, { account }, user)
}

/** `RSFNC <uid> <nick> <its time> <time of the nick it has>`: only its own server obeys. */
function hearRsfnc({ peer, params }: Heard): void {
  const { net, server } = peer.links
  const [uid = '', nick = '', at = '', old = ''] = params
  const user = net.uids.get(uid)
  const since = timeOf(at)
  const seconds = Math.floor(server.ports.now() / 1000)
  if (!user?.session || user.nickAt !== Number(old) || since < seconds - lateMax) return
  if (!isNick(nick, server.settings.limits.nick)) return
  const holder = net.user(nick)
  if (holder && holder !== user) {
    if (holder.service) return
    server.commit(killed, { user: holder, text: 'Nickname regained by services' }, net.me)
  }
  server.commit(nickChanged, { from: user.mask, nick, since }, user)
}

function ban({ peer, by }: Heard, type: BanType, text: string, seconds: number, why = ''): void {
  const { server } = peer.links
  const mask = readBanMask(server, type, text)
  if (mask === undefined || !(seconds >= 0)) return
  const at = server.ports.now()
  const [reason = '', note = ''] = why.split('|', 2)
  const setBy = isUser(by) ? by.nick : by.name
  const until = seconds ? at + seconds * 1000 : 0
  const set = { type, mask, reason, note, by: setBy, at, until, soft: false, from: '*' }
  server.commit(banSet, { ban: set }, by, undefined, { link: peer, untold: true })
  server.ports.tell('ban set', { type, mask, by: setBy, reason })
}

function lift({ peer, by }: Heard, type: BanType, text: string): void {
  const { server, net } = peer.links
  const mask = readBanMask(server, type, text)
  const found = mask === undefined ? undefined : bansOf(net).get(type, mask)
  if (!found) return
  const origin = { link: peer, untold: true as const }
  server.commit(banLifted, { ban: found, expired: false }, by, undefined, origin)
  server.ports.tell('ban lifted', { type, mask, by: isUser(by) ? by.nick : by.name })
}
