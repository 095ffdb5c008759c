/** What each line that a server sends does to a mirror. Short or senseless lines do nothing. */
import { parseTime } from './chathistory.ts'
import { type Message, nickOf } from './message.ts'
import { type Change, type Channel, type Member, type Mirror, parts } from './mirror.ts'

/** More capabilities than this are not kept. */
const capsMax = 200

type Read = (mirror: Mirror, params: string[], message: Message) => Change | undefined

export const reads: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['001', (m, [nick, text], { source }) => welcome(m, nick, text, source)],
  [
    '005',
    (m, params) => {
      m.readSupport(params.slice(1, -1))
      return m.change('support')
    },
  ],
  ['CAP', cap],
  ['221', (m, [, modes = '']) => about(m, () => umode(m, modes, true))],
  ['305', (m) => about(m, () => (m.away = false))],
  ['306', (m) => about(m, () => (m.away = true))],
  ['396', (m, [, host]) => about(m, () => (m.host = host?.split('@').at(-1) ?? m.host))],
  ['900', (m, [, , account]) => about(m, () => (m.account = account))],
  ['901', (m) => about(m, () => (m.account = undefined))],
  ['JOIN', join],
  ['PART', (m, [name], { source }) => leave(m, 'part', nickOf(source ?? ''), name)],
  ['KICK', (m, [name, nick]) => leave(m, 'kick', nick, name)],
  ['QUIT', (m, _, { source }) => quit(m, nickOf(source ?? ''))],
  ['NICK', (m, [to], { source }) => rename(m, nickOf(source ?? ''), to)],
  ['TOPIC', (m, [name, text], message) => topic(m, name, text, message)],
  ['331', (m, [, name]) => topic(m, name, '')],
  ['332', (m, [, name, text]) => topic(m, name, text)],
  ['333', (m, [, name, by, at]) => topicBy(m, name, by, at)],
  ['MODE', (m, [target, ...rest]) => mode(m, target, rest)],
  [
    '324',
    (m, [, name = '', ...rest]) => {
      m.channel(name)?.modes.clear()
      return m.isChannel(name) ? mode(m, name, rest) : undefined
    },
  ],
  ['329', (m, [, name, at]) => created(m, name, at)],
  ['352', who],
  ['353', names],
  ['366', (m, [, name]) => named(m, name)],
  ['AWAY', (m, [text = ''], { source }) => tell(m, source, { away: text !== '' })],
  ['ACCOUNT', (m, [account], { source }) => logged(m, source, known(account))],
  ['CHGHOST', (m, [user, host], { source }) => moved(m, source, user, host)],
  ['SETNAME', (m, [realname], { source }) => tell(m, source, { realname })],
])

function welcome(m: Mirror, nick = '', text = '', source = m.server): Change {
  m.registered = true
  m.nick = nick || m.nick
  m.server = source
  const mask = /(\S+)!(\S+)@(\S+)$/.exec(text)
  if (mask && m.isMe(mask[1]!)) [m.user, m.host] = [mask[2], mask[3]]
  return m.change('welcome', m.nick)
}

/** Something about ourselves. */
function about(m: Mirror, change: () => unknown): Change {
  change()
  return m.change('self', m.nick)
}

function cap(m: Mirror, [, sub = '', ...rest]: string[]): Change {
  for (const word of (rest.at(-1) ?? '').split(' ').filter(Boolean)) {
    const eq = word.indexOf('=')
    const name = eq < 0 ? word : word.slice(0, eq)
    const verb = sub.toUpperCase()
    if (verb === 'DEL') {
      m.offered.delete(name)
      m.caps.delete(name)
    } else if (verb === 'ACK' && name.startsWith('-')) m.caps.delete(name.slice(1))
    else if (verb === 'ACK' && m.caps.size < capsMax) m.caps.add(name)
    else if ((verb === 'LS' || verb === 'NEW') && m.offered.size < capsMax) {
      m.offered.set(name, eq < 0 ? '' : word.slice(eq + 1))
    }
  }
  return m.change('caps')
}

function join(
  m: Mirror,
  [name = '', account, realname]: string[],
  { source = '' }: Message,
): Change | undefined {
  const { nick, user, host } = parts(source)
  if (!nick || !m.isChannel(name)) return undefined
  const self = m.isMe(nick)
  if (self) {
    m.enter(name)
    if (host !== undefined) [m.user, m.host] = [user, host]
  }
  const channel = m.channel(name)
  if (!channel) return undefined
  const extended = realname === undefined ? {} : { account: known(account), realname }
  m.put(channel, { nick, prefixes: '', user, host, ...extended })
  return m.change('join', nick, [channel])
}

function leave(m: Mirror, kind: 'part' | 'kick', nick = '', name = ''): Change | undefined {
  const channel = m.channel(name)
  if (!channel || !nick) return undefined
  if (m.isMe(nick)) m.channels.delete(m.fold(name))
  else channel.members.delete(m.fold(nick))
  return m.change(kind, nick, [channel])
}

function quit(m: Mirror, nick: string): Change | undefined {
  if (!nick) return undefined
  const change = m.change('quit', nick, m.channelsOf(nick))
  for (const channel of change.channels) channel.members.delete(m.fold(nick))
  return change
}

function rename(m: Mirror, from: string, to = ''): Change | undefined {
  if (!from || !to) return undefined
  const change = m.change('nick', from, m.channelsOf(from))
  for (const { members } of change.channels) {
    const member = members.get(m.fold(from))!
    members.delete(m.fold(from))
    member.nick = to
    members.set(m.fold(to), member)
  }
  if (change.self) m.nick = to
  return change
}

function topic(m: Mirror, name = '', text = '', set?: Message): Change | undefined {
  const channel = m.channel(name)
  if (!channel) return undefined
  const at = parseTime(set?.tags?.get('time') ?? '')
  channel.topic = text === '' ? undefined : { text, by: set?.source, at }
  return m.change('topic', nickOf(set?.source ?? ''), [channel])
}

function topicBy(m: Mirror, name = '', by = '', seconds = ''): Change | undefined {
  const channel = m.channel(name)
  if (!channel?.topic || !by) return undefined
  channel.topic.by = by
  channel.topic.at = milliseconds(seconds)
  return m.change('topic', '', [channel])
}

function created(m: Mirror, name = '', seconds = ''): Change | undefined {
  const channel = m.channel(name)
  if (!channel) return undefined
  channel.createdAt = milliseconds(seconds)
  return m.change('modes', '', [channel])
}

function umode(m: Mirror, letters: string, fresh = false): void {
  const set = new Set(fresh ? '' : m.umodes)
  let on = true
  for (const letter of letters) {
    if (letter === '+' || letter === '-') on = letter === '+'
    else if (on) set.add(letter)
    else set.delete(letter)
  }
  m.umodes = [...set].join('')
}

function mode(m: Mirror, target = '', [letters = '', ...args]: string[]): Change | undefined {
  if (!m.isChannel(target)) {
    return m.isMe(target) ? about(m, () => umode(m, letters)) : undefined
  }
  const channel = m.channel(target)
  if (!channel) return undefined
  let on = true
  for (const letter of letters) {
    if (letter === '+' || letter === '-') on = letter === '+'
    else modeLetter(m, channel, letter, on, args)
  }
  return m.change('modes', '', [channel])
}

function modeLetter(
  m: Mirror,
  channel: Channel,
  letter: string,
  on: boolean,
  args: string[],
): void {
  const kind = m.support.kindOf(letter)
  if (kind === 'list') args.shift()
  else if (kind === 'prefix') {
    const member = channel.members.get(m.fold(args.shift() ?? ''))
    const sign = m.support.prefixSigns[m.support.prefixModes.indexOf(letter)] ?? ''
    if (member) member.prefixes = m.support.withSign(member.prefixes, sign, on)
  } else {
    const takes = kind === 'always' || (kind === 'setting' && on)
    const value = takes ? (args.shift() ?? '') : ''
    if (on) channel.modes.set(letter, value)
    else channel.modes.delete(letter)
  }
}

/** 353: me, symbol, channel, names. */
function names(m: Mirror, [, symbol = '=', name = '', words = '']: string[]): Change | undefined {
  const channel = m.channel(name)
  if (!channel) return undefined
  channel.symbol = symbol
  for (const word of words.split(' ')) {
    const [prefixes, rest] = m.support.splitSigns(word)
    const { nick, user, host } = parts(rest)
    if (!nick) continue
    const old = channel.members.get(m.fold(nick))
    const mask = host === undefined ? {} : { user, host }
    m.put(channel, { ...old, nick, prefixes, ...mask })
  }
  return m.change('names', '', [channel])
}

/** 352: me, channel, user, host, server, nick, flags, `hops realname`. */
function who(m: Mirror, params: string[]): Change | undefined {
  const [, name = '', user, host, , nick = '', flags = '', last = ''] = params
  const realname = last.slice(last.indexOf(' ') + 1)
  const away = flags.startsWith('G')
  const member = m.channel(name)?.members.get(m.fold(nick))
  const signs = [...flags].filter((c) => m.support.prefixSigns.includes(c)).join('')
  if (member && (signs !== '' || member.prefixes === '')) member.prefixes = signs
  return tell(m, nick, { user, host, realname, away })
}

/** Something about somebody, in every channel where we see them. */
function tell(m: Mirror, source = '', news: Partial<Member>): Change | undefined {
  const nick = nickOf(source)
  const channels = m.channelsOf(nick)
  for (const { members } of channels) Object.assign(members.get(m.fold(nick))!, news)
  return nick ? m.change('member', nick, channels) : undefined
}

function named(m: Mirror, name = ''): Change | undefined {
  const channel = m.channel(name)
  if (channel) channel.complete = true
  return channel && m.change('names', '', [channel])
}

function logged(m: Mirror, source: string | undefined, account: string): Change | undefined {
  if (m.isMe(nickOf(source ?? ''))) m.account = account || undefined
  return tell(m, source, { account })
}

function moved(m: Mirror, source = '', user = '', host = ''): Change | undefined {
  if (!user || !host) return undefined
  if (m.isMe(nickOf(source))) {
    m.user = user
    m.host = host
  }
  return tell(m, source, { user, host })
}

/** `*` stands for nobody. */
function known(account = '*'): string {
  return account === '*' ? '' : account
}

function milliseconds(seconds: string): number | undefined {
  const at = Number(seconds) * 1000
  return /^\d{1,12}$/.test(seconds) && at <= 8.64e15 ? at : undefined
}
