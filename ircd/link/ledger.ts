/**
 * The log of accounts between two servers of ours: `LEDGER <+ or .> <piece>`, JSON in pieces, the last
 * of which has the dot. It holds what checks passwords: it goes only where nobody between reads along.
 */

import type { LedgerMessage, Neighbour } from '#wire/ledger.ts'
import { messageFrom } from '#wire/message.ts'
import type { ServerNode } from '../core/network.ts'
import type { Heard } from './heard.ts'
import type { Links } from './links.ts'
import type { Peer } from './peer.ts'
import { findServer } from './tree.ts'

/** In CAPAB and GCAP: the accounts of that server are those of the network, and not only its own. */
export const ledgerToken = 'CAUSERIE-ACCOUNTS'

/** Letters of one piece, and of one message. */
const pieceLetters = 6000
const messageLettersMax = 4 * 1024 * 1024

/** A link of ours has come up: what both have decided is told, where both keep the log. */
export function meetLedger(peer: Peer): void {
  const { links, terms, caller, name } = peer
  const { ledger, tell } = links.server.ports
  if (!ledger || !peer.own) return
  if (!terms!.confidential(caller)) {
    const reason = 'a link that carries accounts needs TLS and pins, or stays on this machine'
    return tell('accounts not shared', { name, reason })
  }
  peer.ledger = ledger.meet(neighbourOf(peer))
}

function neighbourOf(peer: Peer): Neighbour {
  const { links, name } = peer
  return {
    name,
    send: (message) => say(peer, message),
    leadsTo: (server) => isKept(links, peer, findServer(links.net, server)),
    refuse(reason) {
      links.server.ports.tell('accounts refused', { name, reason })
      peer.squit(reason)
    },
  }
}

/** ASCII without spaces can be cut anywhere. */
function say(peer: Peer, message: LedgerMessage): void {
  const { me } = peer.links.net
  const text = JSON.stringify(message).replace(/[^\x21-\x7e]/g, escaped)
  for (let from = 0; from < text.length; from += pieceLetters) {
    const isLast = from + pieceLetters >= text.length
    const piece = text.slice(from, from + pieceLetters)
    peer.send(messageFrom(me.sid, 'LEDGER', isLast ? '.' : '+', piece))
  }
}

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Only from the server next to us: others' entries come by it, as its own. */
export function hearLedger({ peer, by, params }: Heard): void {
  const [sign, piece = ''] = params
  if (!peer.ledger || by !== peer.node) return
  peer.ledgerText += piece
  if (peer.ledgerText.length > messageLettersMax) return peer.squit('Too much at once of accounts')
  if (sign === '+') return
  const text = peer.ledgerText
  peer.ledgerText = ''
  peer.ledger.hear(parsed(text))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether all servers up to this one have the network's accounts, and stand behind the link. */
function isKept(links: Links, peer: Peer, server: ServerNode | undefined): boolean {
  let node = server
  while (node && node !== links.net.me && node.caps.has(ledgerToken)) {
    if (node === peer.node) return true
    node = node.uplink
  }
  return false
}

/** Whether the name of an account on that server means whom it means here. */
export function sharesLedger(links: Links, node: ServerNode): boolean {
  const { ledger } = links.server.ports
  const peer = links.peerOf(node)
  return ledger?.joined === true && peer?.ledger !== undefined && isKept(links, peer, node)
}
