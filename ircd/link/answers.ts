/**
 * What other servers answer to those who are here. Where the question had a label its answer is kept
 * together until the other server has said that this was all, or a numeric has that always ends it,
 * or ten seconds have passed.
 * https://github.com/solanum-ircd/solanum/blob/main/doc/technical/ts6.md, ENCAP ACK
 */
import { fit } from '#wire/fit.ts'
import { matches } from '#wire/mask.ts'
import { type Message, messageFrom, type Tags } from '#wire/message.ts'
import type { Ask } from '../core/ask.ts'
import type { ServerNode, User } from '../core/network.ts'
import { type Heard, isUser } from './heard.ts'
import type { Links } from './links.ts'
import type { Peer } from './peer.ts'
import { findUser, serverOf } from './tree.ts'

/** On the way there and back: `<uid>,<which of its questions>,<mask of the server that answers>`. */
export const responseTag = 'solanum.chat/response'

/** As long as Solanum waits. */
const waitMs = 10_000
/** Of one client, and of all; who asks more reads answers without labels. */
const openMax = 10
const openMaxOfAll = 1000
/** Lines of one answer; what is more comes without the label. */
const linesMax = 10_000

/** By which numerics answers end: only those that know no tags need it. */
const ends: Record<string, string[]> = {
  ADMIN: ['259', '423'],
  INFO: ['374'],
  LINKS: ['365'],
  LUSERS: ['266'],
  MOTD: ['376', '422'],
  STATS: ['219'],
  TIME: ['391'],
  TRACE: ['262'],
  USERS: ['393', '446'],
  VERSION: ['351'],
  WHOIS: ['318'],
  WHOWAS: ['369'],
}
/** No such server, too busy, no privileges. */
const refusals = ['402', '263', '481']

interface Open {
  id: string
  ask: Ask
  to: ServerNode
  until: number
  /** Whether what belongs to it comes with its tag. */
  tagged: boolean
  lines: number
}

export class Answers {
  readonly #open = new Map<string, Open>()
  #count = 0

  /**
   * Keeps a labelled answer back for what another server will say.
   * @returns the value of the tag; nothing where it has no label, or too many are open
   */
  open(ask: Ask, to: ServerNode, peer: Peer): string | undefined {
    if (!ask.labelled || this.#open.size >= openMaxOfAll) return undefined
    const own = [...this.#open.values()].filter((each) => each.ask.session === ask.session)
    if (own.length >= openMax) return undefined
    const id = (++this.#count).toString(36)
    const tagged = peer.caps.has('STAG')
    this.#open.set(id, { id, ask, to, until: ask.now + waitMs, tagged, lines: 0 })
    ask.hold()
    return `${ask.user.uid},${id},${to.name}`
  }

  /** Says a line of another server to somebody who is here, as a part of an answer if it is one. */
  say(line: Message, user: User, by: ServerNode, tags: Tags | undefined): void {
    const whole = fit({ ...line, source: by.name, tags: undefined })
    const open = this.#find(user, by, tags)
    if (!open) return user.session?.say(whole)
    open.ask.say(whole)
    const last = ends[open.ask.verb]?.includes(line.verb) || refusals.includes(line.verb)
    if ((last && !open.tagged) || ++open.lines >= linesMax) this.#end(open)
  }

  #find(user: User, by: ServerNode, tags: Tags | undefined): Open | undefined {
    const [, id] = tags?.get(responseTag)?.split(',') ?? []
    const named = id === undefined ? undefined : this.#open.get(id)
    if (named) return named.ask.user === user ? named : undefined
    return [...this.#open.values()].find(
      ({ ask, to, tagged }) => !tagged && ask.user === user && to === by,
    )
  }

  /** The other server has said everything. */
  acknowledged(by: ServerNode, tags: Tags | undefined): void {
    const [uid, id = ''] = tags?.get(responseTag)?.split(',') ?? []
    const open = this.#open.get(id)
    if (open && open.ask.user.uid === uid && open.to === by) this.#end(open)
  }

  /** A server that is gone answers no more. */
  gone(node: ServerNode): void {
    for (const open of this.#open.values()) if (open.to === node) this.#end(open)
  }

  tick(now: number): void {
    for (const open of this.#open.values()) if (open.until <= now) this.#end(open)
  }

  #end(open: Open): void {
    this.#open.delete(open.id)
    open.ask.release()
  }
}

/** A numeric of another server: passed on, or said to whom it is addressed. */
export function hearNumeric({ peer, by, line, params }: Heard): void {
  const { links } = peer
  const [target = '', ...rest] = params
  const user = findUser(links.net, target)
  if (!user || isUser(by)) return
  const addressed = { ...line, verb: inTransit(line.verb) }
  if (user.session) {
    return links.answers.say({ ...addressed, params: [user.nick, ...rest] }, user, by, line.tags)
  }
  const next = links.peerOf(user)
  if (!next || next === peer) return
  const passed = { ...addressed, source: by.sid, params: [user.uid, ...rest] }
  next.send({ ...passed, tags: responseOf(line.tags) })
}

/** Those below 100 mean something else to clients that are just connecting. */
export function inTransit(numeric: string): string {
  return Number(numeric) < 100 ? String(Number(numeric) + 100) : numeric
}

/** The only tag that a line keeps which is not passed on as it is. */
export function responseOf(tags: Tags | undefined): Tags | undefined {
  const value = tags?.get(responseTag)
  return value === undefined ? undefined : new Map([[responseTag, value]])
}

/** Whether the end of what this server says in answer must be told. */
function wantsEnd(links: Links, tags: Tags | undefined): boolean {
  const mask = tags?.get(responseTag)?.split(',')[2]
  if (mask === undefined) return false
  return matches(mask.toLowerCase(), links.net.me.name.toLowerCase())
}

/** Tells the server of whoever asked that this was all. */
export function sayEnd(links: Links, by: User | ServerNode, tags: Tags | undefined): void {
  if (!wantsEnd(links, tags)) return
  const { me } = links.net
  const line = messageFrom(me.sid, 'ENCAP', serverOf(by).name, 'ACK')
  links.peerOf(by)?.send({ ...line, tags: responseOf(tags) })
}
