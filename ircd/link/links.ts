/** All links of this server: who is told of what, and by which link somebody is reached. */
// Features know each other in a circle, which is entered here.
import '../features/index.ts'
import { type Message, messageFrom } from '#wire/message.ts'
import type { Ask } from '../core/ask.ts'
import type { Fact, Kind, Stamp } from '../core/fact.ts'
import { quit } from '../core/lifecycle.ts'
import type { LinkHub, Origin } from '../core/links.ts'
import type { Channel, Network, ServerNode, User } from '../core/network.ts'
import type { Caller } from '../core/ports.ts'
import type { Server } from '../core/server.ts'
import { Throttle } from '../core/throttle.ts'
import { modesChanged } from '../features/channel/mode.ts'
import { Answers } from './answers.ts'
import { Lifted } from './bans.ts'
import { Claims } from './claims.ts'
import { tokens } from './dialect.ts'
import { Jupes } from './jupes.ts'
import { ledgerToken, sharesLedger } from './ledger.ts'
import { noteModes } from './named-modes.ts'
import { Peer } from './peer.ts'
import { askElsewhere } from './queries.ts'
import { Sasl } from './sasl.ts'
import { splitOff } from './split.ts'
import { tellers } from './tell.ts'
import type { LinkConfig, LinkSink, LinkTerms } from './terms.ts'
import { findServer, neighbourOf, serverOf } from './tree.ts'

export class Links implements LinkHub {
  readonly server: Server
  config: LinkConfig
  readonly peers = new Set<Peer>()
  readonly sasl = new Sasl(this)
  readonly lifted = new Lifted()
  readonly answers = new Answers()
  readonly claims = new Claims(this)
  readonly jupes = new Jupes()
  /** How much those on other servers have asked lately. */
  readonly asked = new Throttle()
  /** Who was killed: its end has been told of already. */
  readonly killed = new WeakSet<User>()

  constructor(server: Server, config: LinkConfig) {
    this.server = server
    this.config = config
    this.#sayTokens()
    server.links = this
    server.ports.ledger?.onChange(() => this.#joinAgain())
  }

  get juped(): LinkHub['juped'] {
    return this.jupes.all
  }

  get known(): LinkTerms[] {
    return this.config.terms
  }

  get net(): Network {
    return this.server.net
  }

  /** Somebody has connected who may be a server. */
  accept(sink: LinkSink, caller: Caller): Peer {
    const peer = new Peer(this, sink, caller)
    this.peers.add(peer)
    return peer
  }

  /** We have connected to a server. */
  dial(sink: LinkSink, caller: Caller, terms: LinkTerms): Peer {
    const peer = new Peer(this, sink, caller, terms)
    this.peers.add(peer)
    peer.greeting.introduce()
    return peer
  }

  connect(name: string): string | undefined {
    const terms = this.termsFor(name)
    if (!terms || !this.config.dial) return 'No such link is configured'
    if (findServer(this.net, name)) return 'It is linked already'
    this.config.dial(terms)
    return undefined
  }

  termsFor(name: string): LinkTerms | undefined {
    const folded = name.toLowerCase()
    return this.config.terms.find((terms) => terms.name.toLowerCase() === folded)
  }

  /** The tokens of this server, which those that are not next to it hear as well. */
  #sayTokens(): void {
    const isJoined = this.server.ports.ledger?.joined
    this.net.me.caps = new Set(isJoined ? [...tokens, ledgerToken] : tokens)
  }

  /** From now on the accounts of others are ours, or they are no more: everybody is told anew. */
  #joinAgain(): void {
    this.#sayTokens()
    for (const peer of [...this.peers]) {
      if (!peer.ledger) continue
      peer.squit('Accounts are shared from now on')
      if (!peer.incoming) this.config.dial?.(peer.terms!)
    }
  }

  /** Whether one name is one person there and here: by the log, on one store, or by services. */
  weighAccounts(node: ServerNode): void {
    const { terms } = this.peerOf(node) ?? {}
    const hasServices = this.config.terms.some(({ services }) => services)
    node.ownAccounts = !(terms?.sharedAccounts || hasServices || sharesLedger(this, node))
  }

  /** Of several servers with the same accounts it is the one next to the user that acts. */
  actsFor(user: User): boolean {
    for (let node = user.server; node !== this.net.me; node = node.uplink!) {
      if (sharesLedger(this, node)) return false
    }
    return true
  }

  /** The other side has said who it is: the rest of the network hears of it. */
  admit(peer: Peer): void {
    const node = peer.node!
    this.net.servers.set(node.sid, node)
    const { sid, dialect } = { sid: node.sid, dialect: peer.dialect }
    this.server.ports.tell('link up', { name: node.name, sid, dialect })
    for (const other of this.linked(peer)) introduceServer(other, node)
  }

  /** Those that are told of what happens, but for one. */
  *linked(but?: object | undefined): Iterable<Peer> {
    for (const peer of this.peers) if (peer !== but && peer.linked) yield peer
  }

  /** The link behind which somebody is; nothing for who is here. */
  peerOf(of: User | ServerNode): Peer | undefined {
    const neighbour = neighbourOf(this.net, serverOf(of))
    if (!neighbour) return undefined
    for (const peer of this.peers) if (peer.node === neighbour) return peer
    return undefined
  }

  /** The links behind which a channel has members. */
  peersIn(channel: Channel): Set<Peer> {
    const found = new Set<Peer>()
    for (const node of channel.servers.keys()) {
      const peer = this.peerOf(node)
      if (peer?.linked) found.add(peer)
    }
    return found
  }

  told(kind: Kind, fact: Fact<object>, origin: Origin | undefined): void {
    if (kind === quit) this.#left(fact.by as User)
    if (kind === modesChanged) noteModes({ links: this }, fact as Parameters<typeof noteModes>[1])
    if (origin?.untold) return
    const tell = tellers.get(kind)
    if (!tell) return
    for (const peer of this.linked(origin?.link)) {
      if (peer.unsaid?.before(fact) ?? true) tell(fact, peer, origin)
    }
  }

  /** What somebody has begun ends with them. */
  #left(user: User): void {
    this.peerOf(user)?.batches.forget(user.uid)
    if (user.server.services) this.sasl.left(user)
  }

  /** Passes a line on as it came, to all links but one. */
  broadcast(line: Message, about: Partial<Stamp> | undefined, but?: object): void {
    for (const peer of this.linked(but)) peer.send(line, about)
  }

  ask(ask: Ask, to: User | ServerNode, params: string[], at: number): void {
    askElsewhere(this, ask, to, params, at)
  }

  claim(name: string): ReturnType<LinkHub['claim']> {
    return this.claims.ask(name)
  }

  isClaimed(name: string): boolean {
    return this.claims.isAsked(name) || this.claims.isKept(name, this.server.ports.now())
  }

  squit(node: ServerNode, reason: string, by: User | ServerNode): void {
    const peer = this.peerOf(node)
    if (!peer) return
    if (peer.node === node) return peer.squit(reason)
    peer.send(messageFrom('uid' in by ? by.uid : by.sid, 'SQUIT', node.sid, reason))
  }

  /** A link is gone: so are all servers and users behind it. */
  ended(peer: Peer, reason: string): void {
    this.peers.delete(peer)
    peer.ledger?.ended()
    const { node } = peer
    if (node && this.net.servers.get(node.sid) === node) {
      this.server.ports.tell('link ended', { name: node.name, reason })
      splitOff(this, node, reason, peer)
    }
    this.config.ended?.(peer, reason)
  }

  tick(now: number): void {
    for (const peer of [...this.peers]) peer.tick(now)
    this.answers.tick(now)
    this.claims.tick(now)
  }
}

/** Tells a link of a server that is not its own. */
export function introduceServer(peer: Peer, node: ServerNode): void {
  const { sid, name, hops, info, uplink, caps } = node
  const by = uplink?.sid ?? peer.links.net.me.sid
  peer.send(messageFrom(by, 'SID', name, String(hops + 1), sid, info))
  const all = [...caps].join(' ')
  peer.send(messageFrom(sid, 'ENCAP', '*', 'GCAP', all))
}
