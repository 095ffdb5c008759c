/**
 * Questions to other servers, and theirs to this one: WHOIS, STATS, VERSION and the like, and between
 * ours what operators do to somebody on another server. They are passed on to one server, whose
 * answers come back as numerics.
 * https://github.com/solanum-ircd/solanum/blob/main/doc/technical/ts6.md
 */
import { type Message, messageFrom, parse, type Tags } from '#wire/message.ts'
import { isChannelName, isNick } from '#wire/names.ts'
import { RPL_TRYAGAIN } from '#wire/numerics/network.ts'
import { ERR_NOPRIVILEGES, ERR_NOSUCHSERVER, fail } from '#wire/numerics.ts'
import { Ask } from '../core/ask.ts'
import type { Command } from '../core/feature.ts'
import type { ServerNode, User } from '../core/network.ts'
import type { Sink } from '../core/ports.ts'
import { Session } from '../core/session.ts'
import type { Throttle } from '../core/throttle.ts'
import { inTransit, responseOf, responseTag, sayEnd } from './answers.ts'
import { hybrid, ownToken } from './dialect.ts'
import { type Heard, type Hearer, hearer, isUser } from './heard.ts'
import type { Links } from './links.ts'
import type { Peer } from './peer.ts'
import { findServer, findUser, serverOf } from './tree.ts'

/** What servers of every kind know to answer. */
const common = [
  'ADMIN',
  'CONNECT',
  'INFO',
  'LINKS',
  'LUSERS',
  'MOTD',
  'STATS',
  'TIME',
  'TRACE',
  'USERS',
  'VERSION',
  'WHOIS',
  'WHOWAS',
]
/** Said inside ENCAP, to the server by its name. */
const encapsulated = ['REHASH']

/** So much one user may ask, and all of one server. */
const rates = { user: { count: 20, ms: 60_000 }, server: { count: 300, ms: 60_000 } }

/** Somebody here has named another server, or somebody on it. */
export function askElsewhere(
  links: Links,
  ask: Ask,
  to: User | ServerNode,
  params: string[],
  at: number,
): void {
  const node = serverOf(to)
  const peer = links.peerOf(to)
  if (!peer?.linked) return ask.reply(ERR_NOSUCHSERVER(node.name))
  if (peer.speaks === hybrid && orderTo(links, ask, to, params, peer)) return
  const line = questionTo(ask.verb, to, params, at)
  if (!line) {
    const text = `${node.name} is another kind of server: only there can it be done`
    return ask.reply(fail(ask.verb, 'ELSEWHERE', text, params[at]!))
  }
  const response = links.answers.open(ask, node, peer)
  const tags = response && new Map([[responseTag, response]])
  peer.send({ ...line, source: ask.user.uid, tags: tags || undefined })
}

/**
 * ircd-hybrid takes orders about its users from servers: SVSJOIN, SVSPART and SVSNICK.
 * @returns false where it has no word for it
 */
function orderTo(
  { net, server }: Links,
  { verb, user: { oper, nick: asker }, now }: Ask,
  to: User | ServerNode,
  [nick = '', ...words]: string[],
  peer: Peer,
): boolean {
  const order = orders[verb]
  if (!order || !('uid' in to)) return false
  const params = order(words, Math.floor(now / 1000))
  if (!params) return false
  const [name = '', ...rest] = params
  server.ports.tell('forced', { by: oper?.name ?? asker, what: [verb, nick, ...words].join(' ') })
  peer.send(messageFrom(net.me.sid, name, to.uid, ...rest))
  return true
}

type Order = (words: string[], seconds: number) => string[] | undefined

const orders: Record<string, Order> = {
  SAJOIN: ([name = '']) => (isChannelName(name, 50) ? ['SVSJOIN', name] : undefined),
  SAPART: ([name = '', text = '']) =>
    isChannelName(name, 50) ? ['SVSPART', name, ...(text ? [text] : [])] : undefined,
  SANICK: ([nick = ''], now) =>
    isNick(nick, 30) ? ['SVSNICK', '0', nick, String(now)] : undefined,
}

/** @returns nothing where that server does not know it */
function questionTo(
  verb: string,
  to: User | ServerNode,
  params: string[],
  at: number,
): Message | undefined {
  const { name, caps } = serverOf(to)
  const words = params.with(at, 'uid' in to ? to.uid : to.sid)
  if (common.includes(verb)) return { verb, params: words.slice(0, Math.max(at + 1, 2)) }
  if (encapsulated.includes(verb)) return { verb: 'ENCAP', params: [name, verb] }
  if (!caps.has(ownToken)) return undefined
  return { verb: 'ENCAP', params: [name, ownToken, 'ASK', verb, ...words] }
}

export const queryHearers: Record<string, Hearer> = Object.fromEntries(
  common.map((verb) => [verb, hearer(1, hearQuestion)]),
)

/** A question of somebody behind a link, to this server or to one further on. */
function hearQuestion({ peer, by, line, params }: Heard): void {
  const { links } = peer
  const { net } = links
  const command = links.server.book.commands.get(line.verb)
  if (!isUser(by) || !command?.hunts) return
  const word = params[command.hunts.at]
  if (word === undefined) return
  const to = findUser(net, word) ?? findServer(net, word)
  if (!to) return answer(links, by, line, ({ reply }) => reply(ERR_NOSUCHSERVER(word)))
  if (serverOf(to) === net.me) return answerHere(links, by, line, params)
  const next = links.peerOf(to)
  if (next && next !== peer) next.send({ ...line, source: by.uid, tags: responseOf(line.tags) })
}

export const queryEncaps: Record<string, Hearer> = {
  REHASH: hearer(0, ({ peer, by, line, params }) => {
    if (isUser(by)) answerHere(peer.links, by, { ...line, verb: 'REHASH' }, params.slice(0, 0))
  }),
  ACK: hearer(0, ({ peer, by, line }) => {
    if (!isUser(by)) peer.links.answers.acknowledged(by, line.tags)
  }),
}

/** `ASK <command> <parameters…>`: what is done to somebody only on its own server. */
export function hearAsk({ peer, by, line, params: [verb = '', ...params] }: Heard): void {
  if (isUser(by)) answerHere(peer.links, by, { ...line, verb: verb.toUpperCase() }, params)
}

/** `ANSWER <uid> <FAIL, WARN or NOTE> <parameters…>`: what is no numeric. */
export function hearAnswer({ peer, by, line, params }: Heard): void {
  const [uid = '', verb = '', ...rest] = params
  const user = peer.links.net.uids.get(uid)
  if (isUser(by) || !user?.session || !standard.includes(verb)) return
  peer.links.answers.say({ verb, params: rest }, user, by, line.tags)
}

const standard = ['FAIL', 'WARN', 'NOTE']

function answerHere(links: Links, by: User, line: Message, params: string[]): void {
  const command = links.server.book.commands.get(line.verb)
  const words = command && wordsHere(links, command, params)
  if (!command || !words) return sayEnd(links, by, line.tags)
  return answer(links, by, line, (ask) => {
    if (command.needs && !ask.can(command.needs)) return ask.reply(ERR_NOPRIVILEGES())
    if (words.length < (command.min ?? 0)) return
    return command.run(ask, ...words)
  })
}

/** With names as people write them; nothing where nobody may be asked so from elsewhere. */
function wordsHere({ net }: Links, { hunts }: Command, params: string[]): string[] | undefined {
  if (!hunts) return undefined
  const word = params[hunts.at]
  if (word === undefined) return hunts.user ? undefined : params
  const user = findUser(net, word)
  if (hunts.user && !user?.session) return undefined
  return params.with(hunts.at, user ? user.nick : net.me.name)
}

/** Runs what somebody elsewhere has asked for, as if it were here, and sends it what is said. */
function answer(links: Links, by: User, line: Message, run: Command['run']): void {
  const { server } = links
  const now = server.ports.now()
  const sink = new Wire(links, by, responseOf(line.tags))
  const session = new Session(server, sink, { ip: '', secure: true }, by, now)
  sink.session = session
  session.registered = true
  const ask = new Ask(server, session, line.verb, undefined)
  if (!mayAsk(links.asked, by, now)) {
    ask.reply(RPL_TRYAGAIN(line.verb))
    return sayEnd(links, by, line.tags)
  }
  const end = () => sayEnd(links, by, line.tags)
  const failed = (error: unknown) => {
    server.ports.fault(error, 'question')
    end()
  }
  try {
    const answered = run(ask)
    if (answered instanceof Promise) void answered.then(end, failed)
    else end()
  } catch (error) {
    failed(error)
  }
}

function mayAsk(asked: Throttle, { uid, server }: User, now: number): boolean {
  return !asked.take(uid, rates.user, now) && !asked.take(server.sid, rates.server, now)
}

/** Takes what is said to a user of another server, and sends it there. */
class Wire implements Sink {
  readonly #links: Links
  readonly #user: User
  readonly #tags: Tags | undefined
  session: Session | undefined

  constructor(links: Links, user: User, tags: Tags | undefined) {
    this.#links = links
    this.#user = user
    this.#tags = tags
  }

  push(text: string): void {
    const { uid } = this.#user
    if (this.#links.net.uids.get(uid) !== this.#user) {
      // It has left while it was answered.
      if (this.session) this.session.closed = true
      return
    }
    for (const each of text.split('\r\n')) this.#send(parse(each))
  }

  #send(line: Message | undefined): void {
    const said = line && this.#inTransit(line)
    if (!said) return
    const source = this.#links.net.me.sid
    this.#links.peerOf(this.#user)?.send({ ...said, source, tags: this.#tags })
  }

  #inTransit({ verb, params }: Message): Message | undefined {
    const { uid, server } = this.#user
    const text = params.at(-1) ?? ''
    if (/^\d{3}$/.test(verb)) {
      return { verb: inTransit(verb), params: [uid, ...params.slice(1)] }
    }
    if (!standard.includes(verb) && verb !== 'NOTICE') return undefined
    if (verb === 'NOTICE' || !server.caps.has(ownToken)) {
      return messageFrom('', 'NOTICE', uid, text)
    }
    return { verb: 'ENCAP', params: [server.name, ownToken, 'ANSWER', uid, verb, ...params] }
  }

  end(): void {}

  async room(): Promise<void> {
    await this.#links.peerOf(this.#user)?.room()
  }
}
