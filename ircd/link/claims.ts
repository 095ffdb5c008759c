/**
 * A channel takes another name on all servers or on none: the name is asked for first. Every server
 * says whether it is free there, and keeps it free for a moment: `CLAIM <name> <time>`, answered with
 * `CLAIMED <server> <name> <time> <yes or no>`. Of two that ask for one name the earlier has it, and of
 * two of one millisecond the one with the lower id.
 */
import { messageFrom } from '#wire/message.ts'
import { isChannelName } from '#wire/names.ts'
import type { ClaimRefusal } from '../core/links.ts'
import type { ServerNode } from '../core/network.ts'
import { ownToken } from './dialect.ts'
import { sayOwn } from './extension.ts'
import { type Heard, isUser, timeOf } from './heard.ts'
import type { Links } from './links.ts'
import { findServer } from './tree.ts'

/** Whoever has not answered by then is asked another time. */
const waitMs = 2000
/** So long a name is kept for somebody else. */
const keepMs = 10_000
/** So many names are kept at one time. */
const keptMax = 1000

interface Claim {
  at: number
  sid: string
}

interface OwnClaim extends Claim {
  waiting: Set<ServerNode>
  settle(refusal: ClaimRefusal | undefined): void
}

export class Claims {
  readonly #links: Links
  /** By folded name. */
  readonly #own = new Map<string, OwnClaim>()
  readonly #others = new Map<string, Claim>()

  constructor(links: Links) {
    this.#links = links
  }

  /** @returns why the name cannot be had; at once where there are no other servers. */
  ask(name: string): Promise<ClaimRefusal | undefined> | ClaimRefusal | undefined {
    const { net, server } = this.#links
    const folded = net.fold(name)
    const others = [...net.servers.values()].filter((node) => node !== net.me)
    if (!others.length) return undefined
    if (!others.every(({ caps }) => caps.has(ownToken))) return 'foreign'
    const now = server.ports.now()
    if (this.isAsked(name) || this.isKept(name, now)) return 'taken'
    return new Promise((settle) => {
      const claim = { at: now, sid: net.me.sid, waiting: new Set(others), settle }
      this.#own.set(folded, claim)
      this.#say(messageFrom(net.me.sid, 'CLAIM', name, String(now)))
    })
  }

  /** Whether a channel here is about to have it. */
  isAsked(name: string): boolean {
    return this.#own.has(this.#links.net.fold(name))
  }

  /** Whether somebody on another server is about to have it. */
  isKept(name: string, now: number): boolean {
    const claim = this.#others.get(this.#links.net.fold(name))
    return claim !== undefined && claim.at + keepMs > now
  }

  /** The channel has it now. */
  done(name: string): void {
    this.#others.delete(this.#links.net.fold(name))
  }

  hearClaim({ peer, by, params: [name = '', time], origin }: Heard): void {
    const { net, server } = this.#links
    const at = timeOf(time)
    if (isUser(by) || !at || !isChannelName(name, server.settings.limits.channel)) return
    if (!origin.untold) this.#say(messageFrom(by.sid, 'CLAIM', name, String(at)), peer)
    const folded = net.fold(name)
    const theirs = { at, sid: by.sid }
    const isFree = !net.channel(name) && !net.vacant.has(folded) && this.#yields(folded, theirs)
    if (isFree) this.#keep(folded, theirs)
    const answer = isFree ? 'yes' : 'no'
    peer.send(messageFrom(net.me.sid, 'CLAIMED', by.sid, name, String(at), answer))
  }

  hearClaimed({ peer, by, params, line }: Heard): void {
    const { net } = this.#links
    const [to = '', name = '', at = '', answer = ''] = params
    const node = findServer(net, to)
    if (isUser(by) || !node) return
    if (node !== net.me) {
      const next = this.#links.peerOf(node)
      if (next && next !== peer) next.send({ ...line, source: by.sid, tags: undefined })
      return
    }
    const claim = this.#own.get(net.fold(name))
    if (claim?.at !== Number(at) || !claim.waiting.delete(by)) return
    if (answer !== 'yes') this.#settle(net.fold(name), 'taken')
    else if (!claim.waiting.size) this.#settle(net.fold(name), undefined)
  }

  /** A server that is gone has no channels. */
  gone(node: ServerNode): void {
    for (const [folded, { waiting }] of this.#own) {
      if (waiting.delete(node) && !waiting.size) this.#settle(folded, undefined)
    }
  }

  tick(now: number): void {
    for (const [folded, { at }] of this.#own) if (at + waitMs <= now) this.#settle(folded, 'slow')
    for (const [folded, { at }] of this.#others) if (at + keepMs <= now) this.#others.delete(folded)
  }

  #settle(folded: string, refusal: ClaimRefusal | undefined): void {
    const claim = this.#own.get(folded)
    this.#own.delete(folded)
    claim?.settle(refusal)
  }

  /** Whether nobody has a better claim than this one; ours is given up for a better one. */
  #yields(folded: string, theirs: Claim): boolean {
    const own = this.#own.get(folded)
    if (own && isBefore(own, theirs)) return false
    if (own) this.#settle(folded, 'taken')
    return true
  }

  #keep(folded: string, claim: Claim): void {
    const known = this.#others.get(folded)
    if (known && isBefore(known, claim)) return
    // Not longer than from now: the other clock may be ahead.
    this.#others.set(folded, { ...claim, at: Math.min(claim.at, this.#links.server.ports.now()) })
    if (this.#others.size > keptMax) this.#others.delete(this.#others.keys().next().value!)
  }

  #say(line: ReturnType<typeof messageFrom>, but?: object): void {
    for (const peer of this.#links.linked(but)) sayOwn(peer, line)
  }
}

function isBefore(a: Claim, b: Claim): boolean {
  return a.at === b.at ? a.sid < b.sid : a.at < b.at
}
