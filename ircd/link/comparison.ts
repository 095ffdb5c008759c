/**
 * Whether two linked servers of ours agree. Once a minute, and as soon as their bursts have been
 * read, the active end of the link says what its channels are, as digests (`SUMS`); the passive end,
 * whose word counts where both differ, restates those that are something else there (`RESTATE`),
 * and the active end takes that. What is on its way between them is no difference: a channel about
 * which an answer is outstanding is not compared.
 */
import type { Channel, Member, User } from '../core/network.ts'
import { digestOf } from './digest.ts'
import type { Heard } from './heard.ts'
import type { Peer } from './peer.ts'

const everyMs = 60_000
/** After something had to be repaired it is looked at again sooner. */
const soonMs = 5000
/** So many are looked at between two turns. */
const atOnce = 200
/** Letters of one line. */
const lineLetters = 6000
/** So many are restated in one round; the others in the next. */
const restatedMax = 100

/** The active end's side of it. */
export class Comparison {
  readonly #peer: Peer
  #nextAt = 0
  #round: Iterator<Channel> | undefined

  constructor(peer: Peer) {
    this.#peer = peer
  }

  /** Something was different: it is seen soon whether it is not any more. */
  hurry(now: number): void {
    this.#nextAt = Math.min(this.#nextAt, now + soonMs)
  }

  tick(now: number): void {
    const { fence, own, phase, links } = this.#peer
    if (!own || !fence.active || phase !== 'linked') return
    if (!this.#round && now < this.#nextAt) return
    if (!this.#round) this.#nextAt = now + everyMs
    this.#round ??= links.net.channels.values()
    this.#say(this.#round)
  }

  #say(round: Iterator<Channel>): void {
    const { net } = this.#peer.links
    let words = ''
    for (let count = 0; count < atOnce; count++) {
      const { value: channel, done } = round.next()
      if (done) this.#round = undefined
      if (done) break
      const sum = this.#peer.fence.isOpen(net.fold(channel.name)) ? '-' : digestOf(net, channel)
      if (sum !== undefined) words += `${words && ' '}${channel.name} ${sum}`
      if (words.length < lineLetters) continue
      this.#peer.say('SUMS', '+', words)
      words = ''
    }
    this.#peer.say('SUMS', this.#round ? '+' : '.', words)
  }
}

/** The passive end's side of it. */
export class Review {
  /** Folded names of the channels that were mentioned in this round. */
  readonly #mentioned = new Set<string>()
  #restated = 0

  /** `SUMS <+, or . at the end of a round> :<channel> <digest> …` */
  hear({ peer, params: [more = '', text = ''] }: Heard): void {
    const { net } = peer.links
    if (!peer.own || peer.fence.active) return
    const words = text.split(' ')
    for (let i = 0; i + 1 < words.length; i += 2) {
      const [name = '', theirs = ''] = words.slice(i, i + 2)
      const folded = net.fold(name)
      if (net.channels.has(folded)) this.#mentioned.add(folded)
      if (theirs !== '-') this.#compare(peer, name, theirs)
    }
    if (more !== '.') return
    for (const [folded, channel] of net.channels) {
      if (!this.#mentioned.has(folded)) this.#compare(peer, channel.name, undefined)
    }
    this.#mentioned.clear()
    this.#restated = 0
  }

  #compare(peer: Peer, name: string, theirs: string | undefined): void {
    const { net } = peer.links
    // What it has not been told yet it cannot know.
    if (peer.unsaid || peer.fence.isOpen(net.fold(name))) return
    if (this.#restated >= restatedMax) return
    const channel = net.channel(name)
    if (digestOf(net, channel) === theirs) return
    this.#restated++
    restate(peer, name, channel)
  }
}

/** Says all of a channel, or that there is none, to a server that has something else. */
function restate(peer: Peer, name: string, channel: Channel | undefined): void {
  const { net } = peer.links
  const is = (what: string, ...words: string[]) => peer.say('RESTATE', what, name, ...words)
  if (!channel || digestOf(net, channel) === undefined) return is('NONE')
  const { createdAt, modes, lists, members, topic, topicAt, topicOf } = channel
  const letters = [...modes.keys()].join('')
  is('BEGIN', String(createdAt), `+${letters}`, ...[...modes.values()].filter(Boolean))
  for (const line of inLines(membersOf(members))) is('MEMBERS', line)
  for (const [letter, entries] of lists) {
    const words = entries.map(({ mask, at, by }) => [mask, String(at), by || '*'].join(' '))
    for (const line of inLines(words)) is('LIST', letter, line)
  }
  is('TOPIC', String(topicOf), String(topicAt), topic?.by ?? '*', topic?.text ?? '')
  is('END')
}

function membersOf(members: ReadonlyMap<User, Member>): string[] {
  return [...members].flatMap(([user, { statuses }]) => {
    return user.service ? [] : [`${user.uid}:${statuses.join('')}`]
  })
}

function inLines(words: string[]): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length > lineLetters) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
