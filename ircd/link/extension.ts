/**
 * What only servers of ours know: one table of verbs. Between two of ours they are said as they are,
 * `:<source> VERB …`; where another kind of server stands between, inside
 * `ENCAP <servers> CAUSERIE VERB …`, which it passes on unread.
 */
import { type Message, messageFrom } from '#wire/message.ts'
import { byteLength } from '#wire/text.ts'
import type { Stamp } from '../core/fact.ts'
import { realnameChanged } from '../features/user/setname.ts'
import { ownToken } from './dialect.ts'
import { type Heard, type Hearer, hearer, isUser } from './heard.ts'
import { hearLedger } from './ledger.ts'
import type { Peer } from './peer.ts'
import { hearAnswer, hearAsk } from './queries.ts'
import { serverOf } from './tree.ts'

/** What fits into an ENCAP with every kind of server, whatever its names: bytes, parameters. */
const bytesMax = 400
const paramsMax = 11

/** Each may come twice, and must be safe to lose: operators of other servers can split us. */
export const ownHearers: Record<string, Hearer> = {
  ASK: hearer(2, hearAsk),
  ANSWER: hearer(3, hearAnswer),
  LEDGER: hearer(2, hearLedger),
  SETNAME: hearer(1, ({ peer, by, params, origin }) => {
    if (!isUser(by) || by.realname === params[0]) return
    peer.links.server.commit(realnameChanged, { text: params[0]! }, by, undefined, origin)
  }),
}

/** `CAUSERIE <verb> …` in an ENCAP: it has been passed on already. */
export function hearEncapsulated(heard: Heard): void {
  const [verb = '', ...params] = heard.params
  if (!serverOf(heard.by).caps.has(ownToken)) return
  const known = Object.hasOwn(ownHearers, verb) ? ownHearers[verb] : undefined
  const origin = { ...heard.origin, untold: true as const }
  if (known && params.length >= known.min) known.run({ ...heard, params, origin })
}

/**
 * Says a line of ours, if one of ours is there or behind it.
 * @returns false where it is too long to be passed on by another kind of server
 */
export function sayOwn(peer: Peer, line: Message, about?: Partial<Stamp>): boolean {
  if (peer.own) {
    peer.send(line, about)
    return true
  }
  if (!leadsToOurs(peer)) return true
  const { verb, params, source = peer.links.net.me.sid } = line
  if (params.length > paramsMax || byteLength(params.join(' ')) > bytesMax) return false
  peer.send(messageFrom(source, 'ENCAP', '*', ownToken, verb, ...params), about)
  return true
}

/** Whether a server of ours stands behind one of another kind. */
function leadsToOurs(peer: Peer): boolean {
  const { servers } = peer.links.net
  return [...servers.values()].some((node) => node.caps.has(ownToken) && peer.isBehind(node))
}
