/** What is said, to channels, to people and to operators. */
import { format, type Message, messageFrom, parse } from '#wire/message.ts'
import { byteLength, shorten } from '#wire/text.ts'
import type { Fact } from '../core/fact.ts'
import type { Channel } from '../core/network.ts'
import type { Trace } from '../core/ports.ts'
import { type Said, saidInChannel, saidToUser } from '../features/message/message.ts'
import { redacted } from '../features/message/redaction.ts'
import { announced } from '../features/oper/announce.ts'
import { wallopsSaid } from '../features/oper/wallops.ts'
import type { Peer } from './peer.ts'
import { idOf, sourceTag, type Tell, teller } from './teller.ts'

export const messageTellers: [ReturnType<typeof teller>[0], Tell][] = [
  teller(saidInChannel, (fact, peer) => {
    // Servers of ours keep what is said in a channel, be it that nobody of it is there.
    const isKept = peer.own && saidInChannel.keep!(fact, peer.links.net).length > 0
    if (isKept || peer.links.peersIn(fact.channel).has(peer)) say(peer, fact, fact.target)
  }),
  teller(saidToUser, (fact, peer) => {
    if (peer.links.peerOf(fact.user) === peer) say(peer, fact, fact.user.uid)
  }),
  teller(announced, (fact, peer) => {
    peer.send(messageFrom(idOf(fact.by), fact.verb, fact.target, fact.text), fact)
  }),
  teller(wallopsSaid, (fact, peer) => {
    const [verb, text] = wallopsWords(fact.text)
    peer.send(messageFrom(idOf(fact.by), verb, text), fact)
  }),
  teller(redacted, (fact, peer) => {
    if (!peer.own || !fact.to) return
    const target = 'uid' in fact.to ? fact.to.uid : fact.to.name
    peer.send(messageFrom(idOf(fact.by), 'REDACT', target, fact.msgid, fact.text), fact)
  }),
]

/** What was taken away here is to be taken away there, too, in the words of who did it. */
export function sayTrace(peer: Peer, { name }: Channel, id: string, { at, line }: Trace): void {
  const { source, params } = parse(line) ?? { params: [] }
  const [, , text = ''] = params
  const tags = source === undefined ? undefined : new Map([[sourceTag, source]])
  peer.send({ ...messageFrom(peer.links.net.me.sid, 'REDACT', name, id, text), tags }, { at })
}

/** Names a batch on one link. */
let batches = 0

function say(peer: Peer, fact: Fact<Said>, target: string): void {
  const { verb, text, parts, by, source } = fact
  if (verb === 'TAGMSG') {
    const some = peer.caps.has('STAG') && fact.tags?.size
    if (some) peer.send(messageFrom(idOf(by), 'TAGMSG', target), fact)
    return
  }
  const tags = source === undefined || !peer.own ? undefined : new Map([[sourceTag, source]])
  const line = (words: string): Message => ({
    ...messageFrom(idOf(by), verb, target, words),
    tags,
  })
  if (!peer.own) {
    const head = byteLength(format(line(' ')))
    const texts = (parts ?? [{ text }]).flatMap((part) => split(part.text, peer, head))
    // Only the first has the message's id: another server would take the rest for the same again.
    for (const [i, each] of texts.entries()) peer.send(line(each), i ? { ...fact, id: '' } : fact)
    return
  }
  if (!parts) return peer.send(line(text), fact)
  const ref = `m${++batches}`
  peer.send({ ...messageFrom(idOf(by), 'BATCH', `+${ref}`, 'draft/multiline', target), tags }, fact)
  for (const part of parts) {
    const inside = new Map([['batch', ref], ...(part.concat ? [concat] : [])])
    peer.send({ ...line(part.text), tags: inside })
  }
  peer.send(messageFrom(idOf(by), 'BATCH', `-${ref}`))
}

/** Words in pieces that fit into lines; an action stays one. @param head bytes around them */
function split(text: string, { speaks }: Peer, head: number): string[] {
  const [, opening = '', words = text] = /^(\x01ACTION )(.*?)\x01?$/s.exec(text) ?? []
  const ending = opening && '\x01'
  const room = speaks.lineBytesMax - head - opening.length - ending.length
  const pieces: string[] = []
  for (let rest = words; rest; rest = rest.slice(pieces.at(-1)!.length)) {
    const piece = shorten(rest, room)
    if (!piece) break
    pieces.push(piece)
  }
  return pieces.map((piece) => opening + piece + ending)
}

const concat: [string, string] = ['draft/multiline-concat', '']

const between = /^(OPERWALL|GLOBOPS|LOCOPS|CHATOPS) - (.*)$/s

/** What is between operators only has a verb of its own. */
function wallopsWords(text: string): [string, string] {
  const [, , words] = between.exec(text) ?? []
  return words === undefined ? ['WALLOPS', text] : ['OPERWALL', words]
}
