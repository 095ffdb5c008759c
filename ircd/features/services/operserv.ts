import { matches } from '#wire/mask.ts'
import { shorten } from '#wire/text.ts'
import type { User } from '../../core/network.ts'
import type { Privilege } from '../../core/privilege.ts'
import { addressKey } from '../guard/address.ts'
import { type BanType, bansOf, type ServerBan } from '../guard/ban.ts'
import { add, type BanDesk, lift } from '../guard/lines.ts'
import { lineOf } from '../guard/uban.ts'
import { announced } from '../oper/announce.ts'
import { entriesLike, entriesMax } from '../oper/journal.ts'
import { type ServiceCommand, service } from './service.ts'
import type { Turn } from './turn.ts'

const listMax = 100
/** Entries of the log that one search shows. */
const foundMax = 50
/** Bytes of what is said to everybody. */
const globalBytesMax = 390

const commands: Record<string, ServiceCommand> = {
  AKILL: bans('gline', '<nick or [user@]host>', 'Keeps people off the network', ['AUTOKILL']),
  SZLINE: bans('zline', '<nick or address[/bits]>', 'Keeps addresses off the network'),
  SQLINE: bans('qline', '<mask>', 'Keeps nicks and #channels from being taken'),
  SGLINE: bans('xline', '<mask>', 'Keeps real names off the network', ['SNLINE']),
  EXCEPTION: {
    params: '<ADD|DEL|LIST> [mask] [duration] [reason…]',
    needs: 'ban',
    help: `Lets more connections come from somewhere than from elsewhere.
ADD <mask> [duration] [reason], DEL <mask>, LIST [mask]; it is ELINE with the letter c.`,
    run: (turn, sub = '', mask, ...rest) => {
      const words = wordsOf(rest)
      const isTimed = /^\d/.test(words[0] ?? '')
      const length = isTimed ? words.splice(0, 1) : []
      const reason = words.length ? words : ['More connections are allowed']
      const spares = ({ from }: ServerBan) => from === '*' || from.includes('c')
      change(turn, 'eline', sub, mask, [...length, 'c', ...reason], spares)
    },
  },
  CLONES: {
    params: '[number or address]',
    needs: 'see',
    aliases: ['SESSION'],
    help: `Lists addresses of which several users are, two or as many as you say, the most first;
of an address, who they are. EXCEPTION lets more come from one than the configuration does.`,
    run: clones,
  },
  GLOBAL: {
    params: '<text…>',
    needs: 'announce',
    help: 'Says something to everybody on the network, as a notice.',
    run(turn, text = '') {
      const { server, service } = turn
      const said = shorten(text, globalBytesMax)
      server.commit(announced, { verb: 'NOTICE', target: '$$*', text: said }, service)
      server.ports.tell('said to all', { by: nameOf(turn), text: said })
      turn.say('It is said to everybody')
    },
  },
  LOGSEARCH: {
    params: '<text or mask…>',
    needs: 'see',
    aliases: ['GREPLOG'],
    help: `Searches what this server noted in its log since it was started, the last ${entriesMax} entries.
A mask with * and ? has to fit the whole entry, which begins with its time, as 2026-01-31T…`,
    run(turn, text = '') {
      const found = entriesLike(turn.server, text)
      turn.say(...found.slice(-foundMax).map((entry) => `  ${entry}`), `${found.length} entries`)
    },
  },
}

/** What operators of the network do, by the names that they know from other networks' services. */
export default service({
  nick: 'OperServ',
  verbs: ['OPERSERV', 'OS'],
  about: 'OperServ is for operators of the network: bans, clones, notices to all, the log.',
  example: "akill add '*@192.0.2.7' 1d spam",
  commands,
})

function bans(
  type: BanType,
  target: string,
  about: string,
  aliases?: readonly string[],
): ServiceCommand {
  return {
    params: '<ADD|DEL|LIST> [mask] [duration] [reason…]',
    needs: 'ban' satisfies Privilege,
    aliases,
    help: `${about}: it is a ${type}.
ADD ${target} [duration] [reason[|reason for operators]]: a duration is written 1d2h; without it, it is for ever.
DEL ${target} lifts it, LIST [mask] shows them.`,
    run: (turn, sub = '', mask, ...rest) => change(turn, type, sub, mask, wordsOf(rest)),
  }
}

/** Services elsewhere want a duration as `+1d`. */
function wordsOf([first = '', ...rest]: string[]): string[] {
  return [first.replace(/^\+(?=\d)/, ''), ...rest].filter(Boolean)
}

function change(
  turn: Turn,
  type: BanType,
  sub: string,
  mask: string | undefined,
  rest: string[],
  isMeant: (ban: ServerBan) => boolean = () => true,
): void {
  const verb = sub.toUpperCase()
  if (verb === 'LIST') return list(turn, type, mask, isMeant)
  if (verb !== 'ADD' && verb !== 'DEL')
    return turn.refuse('INVALID_PARAMS', 'ADD, DEL or LIST', sub)
  if (!mask) return turn.refuse('NEED_MORE_PARAMS', 'A mask is missing', verb)
  if (verb === 'ADD') add(deskOf(turn), type, mask, rest)
  else lift(deskOf(turn), type, mask)
}

function list(turn: Turn, type: BanType, mask = '*', isMeant: (ban: ServerBan) => boolean): void {
  const { net, now } = turn
  const wanted = net.fold(mask)
  const found = [...bansOf(net).list(type)].filter((ban) => {
    return isMeant(ban) && matches(wanted, net.fold(ban.mask))
  })
  turn.say(...found.slice(0, listMax).map((ban) => `  ${lineOf(ban, now)}`), `${found.length} bans`)
}

function deskOf(turn: Turn): BanDesk {
  return {
    server: turn.server,
    user: turn.user ?? turn.service,
    name: nameOf(turn),
    say: (line) => turn.say(line),
    refuse: (code, text, context) => turn.refuse(code, text, context),
  }
}

/** As bans and logs name operators; in one word, since other servers are told it. */
function nameOf({ user, account, service }: Turn): string {
  return user?.oper?.name ?? account ?? service.nick
}

function clones(turn: Turn, what = '2'): void {
  const least = /^\d+$/.test(what) ? Number(what) : undefined
  const crowds = crowdsOf(turn)
  if (least === undefined) {
    const crowd = crowds.get(addressKey(turn.server, what)) ?? []
    const lines = crowd.slice(0, listMax).map(({ mask, ip }) => `  ${mask} (${ip})`)
    return turn.say(...lines, `${crowd.length} users from ${what}`)
  }
  const many = [...crowds].filter(([, { length }]) => length >= least)
  many.sort(([, { length: a }], [, { length: b }]) => b - a)
  const lines = many
    .slice(0, listMax)
    .map(([, users]) => `  ${users[0]!.ip}: ${users.length} users`)
  turn.say(...lines, `${many.length} addresses with ${least} users or more`)
}

/** The users of the whole network by where they are from; a network of version 6 is one address. */
function crowdsOf({ net, server }: Turn): Map<string, User[]> {
  const all = [...net.users.values()].filter(({ ip }) => ip)
  return Map.groupBy(all, ({ ip }) => addressKey(server, ip))
}
