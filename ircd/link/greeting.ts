/** How two servers become acquainted: PASS, CAPAB, SERVER and SVINFO. */
import { matches } from '#wire/mask.ts'
import { type Message, message } from '#wire/message.ts'
import { shorten } from '#wire/text.ts'
import type { ServerNode } from '../core/network.ts'
import { sayBans } from './bans.ts'
import { sayServers } from './burst.ts'
import {
  causerie,
  type Dialect,
  foldingToken,
  hybrid,
  ownToken,
  solanum,
  tokensFor,
  tokensNeeded,
} from './dialect.ts'
import { ledgerToken, meetLedger } from './ledger.ts'
import type { Peer } from './peer.ts'
import type { DialectName, LinkTerms } from './terms.ts'
import { findServer } from './tree.ts'

/** Clocks that differ by more are refused, and by more than the second told of; seconds. */
const skewMax = 30
const skewTold = 10
const infoBytesMax = 100

export class Greeting {
  readonly #peer: Peer
  #password: string | undefined
  #sid = ''
  #caps: Set<string> | undefined

  constructor(peer: Peer) {
    this.#peer = peer
  }

  /** Whoever called speaks first. */
  introduce(): void {
    const peer = this.#peer
    const { links, terms, node } = peer
    if (terms!.dialect === 'hybrid') peer.speaks = hybrid
    const dialect = node ? peer.speaks.name : terms!.dialect
    peer.send(message('PASS', terms!.sendPassword, 'TS', '6', links.net.me.sid))
    peer.send(message('CAPAB', this.#tokens(dialect).join(' ')))
    this.#sayServer()
    if (node) this.welcome()
  }

  #tokens(dialect: DialectName | 'auto'): string[] {
    const { casemapping } = this.#peer.links.server.settings
    const all = tokensFor(dialect)
    if (casemapping === 'rfc1459') all.push(foldingToken)
    if (this.#peer.links.server.ports.ledger?.joined) all.push(ledgerToken)
    return all
  }

  #sayServer(): void {
    const { me } = this.#peer.links.net
    const between = this.#peer.speaks === hybrid ? [me.sid, '+'] : []
    this.#peer.send(message('SERVER', me.name, '1', ...between, me.info))
  }

  hear({ verb, params }: Message): void {
    if (verb === 'PASS') this.#hearPass(params)
    else if (verb === 'CAPAB') this.#hearCapab(params)
    else if (verb === 'SERVER') this.#hearServer(params)
    else if (verb === 'ERROR') this.#peer.hangUp(`it said: ${params[0] ?? ''}`)
    else if (verb === '461') this.#hearTooFew(params)
    else if (verb === 'PING') this.#peer.send(message('PONG', this.#peer.links.net.me.name))
  }

  #hearPass([password = '', ts = '', version = '', sid = '']: string[]): void {
    if (this.#password !== undefined) return this.#refuse('Already said')
    this.#password = password
    // ircd-hybrid says its id with its name.
    if (ts === '') return
    if (ts !== 'TS' || Number(version) < 6) return this.#refuse('TS6 is needed')
    this.#sid = sid
  }

  /** ircd-hybrid wants more words after SERVER, and does not mind having been asked with fewer. */
  #hearTooFew([, verb]: string[]): void {
    const peer = this.#peer
    if (verb !== 'SERVER' || peer.incoming || peer.speaks === hybrid) return
    if (peer.terms?.dialect !== 'auto') return this.#refuse('It speaks another dialect')
    peer.speaks = hybrid
    this.#sayServer()
  }

  #hearCapab([text = '']: string[]): void {
    if (this.#caps) return this.#refuse('CAPAB was said twice')
    this.#caps = new Set(text.split(' ').filter(Boolean))
  }

  #hearServer(params: string[]): void {
    const [name = '', , sid = ''] = params
    const isHybrid = params.length > 4 && isSid(sid)
    if (isHybrid) this.#sid = sid
    const spoken = this.#spoken(isHybrid)
    const caps = new Set([...(this.#caps ?? []), ...(spoken.implies ?? [])])
    const reason = this.#reasonAgainst(name, caps, spoken)
    if (reason) return this.#refuse(reason)
    const peer = this.#peer
    const { links } = peer
    const info = params.at(-1) ?? ''
    peer.terms = links.termsFor(name)!
    peer.caps = caps
    peer.speaks = spoken
    peer.dialect = spoken.name
    const { me } = links.net
    const node: ServerNode = {
      sid: this.#sid,
      name,
      info: shorten(info, infoBytesMax),
      uplink: me,
      hops: 1,
      caps: this.#caps!,
      services: peer.terms.services || undefined,
      ownAccounts: true,
    }
    peer.node = node
    // Of two of ours the one with the higher id is active; others do not know that they are passive.
    peer.fence.active = !peer.own || me.sid > node.sid
    this.#password = undefined
    if (peer.incoming) this.introduce()
    else this.welcome()
  }

  #spoken(isHybrid: boolean): Dialect {
    if (isHybrid) return hybrid
    return this.#caps?.has(ownToken) ? causerie : solanum
  }

  /** From here on the other side is a server of the network. */
  welcome(): void {
    const peer = this.#peer
    const { links } = peer
    peer.phase = 'bursting'
    const seconds = Math.floor(links.server.ports.now() / 1000)
    peer.send(message('SVINFO', '6', '6', '0', String(seconds)))
    links.admit(peer)
    sayServers(peer)
    sayBans(peer)
    meetLedger(peer)
    links.weighAccounts(peer.node!)
    peer.burst()
  }

  /** In the order, and in the words, that operators know. */
  #reasonAgainst(name: string, caps: Set<string>, spoken: Dialect): string | undefined {
    const { links, caller, terms: dialled, incoming } = this.#peer
    const terms = links.termsFor(name)
    if (!terms || (dialled && dialled !== terms)) return 'Invalid servername.'
    if (incoming && !terms.from(caller.ip)) return 'Invalid host.'
    if (this.#password === undefined || !terms.accepts(this.#password)) {
      return 'Invalid credentials.'
    }
    if (terms.secure && !caller.secure) return 'Access denied, requires SSL/TLS.'
    const { fingerprints } = terms
    const shown = [caller.fingerprint, caller.keyPin]
    if (fingerprints.length && !fingerprints.some((pin) => shown.includes(pin))) {
      return 'Invalid fingerprint.'
    }
    if (!isSid(this.#sid)) return 'Invalid SID.'
    const missing = tokensNeeded.filter((token) => !caps.has(token))
    if (missing.length) return `Missing required CAPABs (${missing.join(' ')})`
    if (terms.dialect !== 'auto' && terms.dialect !== spoken.name) {
      return `It speaks ${spoken.name}, and the configuration says ${terms.dialect}`
    }
    const conflict = this.#conflict(terms, caps, spoken)
    if (conflict) return conflict
    if (findServer(links.net, name)) return 'Server already exists.'
    if (links.net.servers.has(this.#sid)) return 'SID already exists.'
    if (links.jupes.has(name)) return 'Server juped.'
    return this.#yields(terms) ? 'Server already exists.' : undefined
  }

  /**
   * Names that are one here and two there would tear the network apart. What the configuration says of
   * a dialect it has been checked for; ircd-hybrid has ascii, and is warned of.
   */
  #conflict(terms: LinkTerms, caps: Set<string>, spoken: Dialect): string | undefined {
    const { settings, ports } = this.#peer.links.server
    const ours = settings.casemapping
    const theirs = spoken === causerie ? (caps.has(foldingToken) ? 'rfc1459' : 'ascii') : ours
    if (theirs !== ours) return `Casemapping conflict: ${theirs} there, ${ours} here`
    if (terms.dialect !== 'auto') return undefined
    if (spoken === solanum && ours === 'ascii') {
      return 'Casemapping conflict: rfc1459 there, ascii here'
    }
    if (spoken === hybrid && ours === 'rfc1459') {
      ports.tell('link casemapping', { name: terms.name, here: ours, there: 'ascii' })
    }
    return undefined
  }

  /** Where both have called each other at once, the call of the lower id stays. */
  #yields(terms: LinkTerms): boolean {
    const { links, incoming } = this.#peer
    if (!incoming) return false
    const own = [...links.peers].find((each) => {
      return !each.incoming && each.terms === terms && each.phase === 'waiting'
    })
    if (!own) return false
    if (links.net.me.sid < this.#sid) return true
    own.close('The other side has called, too')
    return false
  }

  #refuse(reason: string): void {
    const { links, caller, name } = this.#peer
    links.server.ports.tell('link refused', { name, ip: caller.ip, reason })
    this.#peer.close(reason)
  }
}

/** @returns whether it may stay. */
export function hearSvinfo(peer: Peer, params: string[]): boolean {
  const [current = '', least = '', , time = ''] = params
  if (Number(current) < 6 || Number(least) > 6) {
    peer.squit('Incompatible version of TS')
    return false
  }
  const { ports } = peer.links.server
  peer.aheadSeconds = Number(time) - Math.floor(ports.now() / 1000) || 0
  const seconds = Math.abs(peer.aheadSeconds)
  if (seconds > skewTold) ports.tell('link clock', { name: peer.name, seconds })
  if (seconds <= skewMax) return true
  peer.isSkewed = true
  peer.squit(`The clocks differ by ${seconds} seconds`)
  return false
}

export function isSid(text: string): boolean {
  return /^[0-9][0-9A-Z]{2}$/.test(text)
}

/** Whether a server may stand behind this link. */
export function mayIntroduce(terms: LinkTerms, name: string): boolean {
  return terms.hub.some((mask) => matches(mask.toLowerCase(), name.toLowerCase()))
}
