import { matches } from '#wire/mask.ts'
import {
  RPL_CHECK,
  RPL_TRACEEND,
  RPL_TRACEOPERATOR,
  RPL_TRACESERVER,
  RPL_TRACEUSER,
} from '#wire/numerics/operators.ts'
import { ERR_NOSUCHNICK, type Reply } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Channel, ServerNode, User } from '../../core/network.ts'
import { reputationOf } from '../guard/reputation.ts'
import { isSeenOper, operatorsOf } from './oper.ts'

/** A mask shows no more than this. */
const shownMax = 200

/** Looking for somebody, and looking at somebody. */
export default feature({
  commands: {
    TRACE: {
      hunts: { at: 0, lenient: true },
      help: '[nick, server or mask]\nLists connections of a server, or to it; without the privilege to see, only your own.',
      run(ask, wanted = '*') {
        const { net, reply, user } = ask
        const all = ask.can('see') ? found(ask, wanted) : [user]
        for (const each of all.slice(0, shownMax)) {
          const say = isSeenOper(each, user) ? RPL_TRACEOPERATOR : RPL_TRACEUSER
          const idle = Math.floor((ask.now - each.spokeAt) / 1000)
          reply(say(each.nick, ask.can('see') ? each.ip || each.host : each.host, idle))
        }
        if (ask.can('see')) reply(...linksLike(ask, wanted))
        reply(RPL_TRACEEND(net.me.name))
      },
    },
    CHECK: {
      min: 1,
      needs: 'see',
      help: '<nick, channel or mask>\nShows everything about users or a channel.',
      run(ask, wanted = '') {
        const channel = ask.net.channel(wanted)
        const user = ask.net.user(wanted)
        const lines = channel
          ? ofChannel(ask, channel)
          : user
            ? ofUser(ask, user)
            : ofMask(ask, wanted)
        if (!lines.length) return ask.reply(ERR_NOSUCHNICK(wanted))
        ask.reply(RPL_CHECK('START', wanted))
        for (const [name, value] of lines) ask.reply(RPL_CHECK(name, value))
        ask.reply(RPL_CHECK('END', wanted))
      },
    },
    IRCOPS: {
      help: 'Lists the operators of the network who are here.',
      run({ net, user, session }) {
        const shown = [...operatorsOf(net)].filter((oper) => isSeenOper(oper, user))
        for (const { nick, oper, away } of shown) {
          session.notice(`${nick} ${oper!.title}${away === undefined ? '' : ' (away)'}`)
        }
        session.notice(`${shown.length} operators are here`)
      },
    },
  },
})

/** Each with the servers and users behind it. */
function linksLike({ server, net }: Ask, wanted: string): Reply[] {
  const peers = [...(server.links?.peers ?? [])]
  return peers.flatMap(({ node, dialect }) => {
    if (!node || !matches(net.fold(wanted), net.fold(node.name))) return []
    const isBehind = (each: ServerNode | undefined): boolean =>
      each === node || (each?.uplink !== undefined && isBehind(each.uplink))
    const servers = [...net.servers.values()].filter(isBehind).length
    const users = [...net.users.values()].filter((user) => isBehind(user.server)).length
    return [RPL_TRACESERVER(node.name, servers, users, net.me.name, dialect)]
  })
}

function found({ net }: Ask, wanted: string): User[] {
  const exact = net.user(wanted)
  if (exact) return [exact]
  if (wanted === '*' || net.fold(wanted) === net.fold(net.me.name)) {
    return [...net.users.values()].filter(({ session }) => session)
  }
  const mask = net.fold(wanted)
  const forms = ({ nick, username, host, realHost, ip }: User) =>
    [host, realHost || host, ip].map((place) => net.fold(`${nick}!${username}@${place}`))
  const fits = (user: User) =>
    matches(mask, net.fold(user.nick)) || forms(user).some((form) => matches(mask, form))
  return [...net.users.values()].filter((user) => !user.service && fits(user))
}

type Line = [name: string, value: string]

function ofUser({ server, now }: Ask, user: User): Line[] {
  const {
    nick,
    username,
    host,
    realHost,
    ip,
    realname,
    account,
    modes,
    oper,
    since,
    session,
    fingerprint,
  } = user
  const lines: [string, string | undefined][] = [
    ['nuh', `${nick}!${username}@${host}`],
    ['realhost', realHost || host],
    ['ip', ip],
    ['realname', realname],
    ['account', account],
    ['modes', `+${[...modes].sort().join('')}`],
    ['oper', oper?.name],
    ['signon', `${new Date(since).toUTCString()} (${Math.floor((now - since) / 1000)} s ago)`],
    ['reputation', ip ? String(reputationOf(server, user)) : undefined],
    ['fingerprint', fingerprint],
    ['caps', session?.enabledCaps().join(' ')],
    ['channels', [...user.channels].map(({ name }) => name).join(' ')],
    ['server', user.server.name],
  ]
  return lines.filter((line): line is Line => Boolean(line[1]))
}

function ofChannel({ net }: Ask, channel: Channel): Line[] {
  const { name, createdAt, topic, modes, members, founder } = channel
  const flags = [...modes.keys()].join('')
  const lines: Line[] = [
    ['channel', name],
    ['created', new Date(createdAt * 1000).toUTCString()],
    ['modes', [`+${flags}`, ...[...modes.values()].filter(Boolean)].join(' ')],
    ['members', String(members.size)],
  ]
  if (topic) lines.push(['topic', topic.text])
  if (founder) lines.push(['founder', net.accountNames.nameOf(founder)])
  for (const [{ mask, ip }, { statuses }] of [...members].slice(0, shownMax)) {
    lines.push(['member', `${statuses.length ? `+${statuses.join('')} ` : ''}${mask} ${ip}`.trim()])
  }
  return lines
}

function ofMask(ask: Ask, mask: string): Line[] {
  return found(ask, mask)
    .slice(0, shownMax)
    .map(({ mask: shown, ip }) => ['match', `${shown} ${ip}`])
}
