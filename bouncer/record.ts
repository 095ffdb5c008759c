/** What is restored of one person on one network after any restart: the nick and the channels. */
import type { NetworkRecord, Shelf } from '#store/store.ts'
import { type Message, message, messageFrom, nickOf } from '#wire/message.ts'
import { type Change, Mirror } from '#wire/mirror.ts'
import { byteLength } from '#wire/text.ts'
import { Latest } from './latest.ts'

const keysMax = 200
const joinBytes = 400
/** A hostile network can change our channels without end: the disk shall not follow each time. */
const restMs = 100

export class Restored {
  readonly record: NetworkRecord
  readonly #latest: Latest
  /** Keys that were given with a JOIN which has not been answered. */
  readonly #keys = new Map<string, string>()
  /** The nick that a device asked for. */
  #wish: string | undefined

  constructor(shelf: Pick<Shelf<NetworkRecord>, 'put'>, key: string, record: NetworkRecord) {
    this.record = record
    this.#latest = new Latest(() => shelf.put(key, structuredClone(this.record)), restMs)
  }

  /** Writes the record for the first time. */
  begin(): void {
    this.#latest.changed()
  }

  willJoin(channel: string, key: string): void {
    if (this.#keys.size >= keysMax) this.#keys.clear()
    if (key) this.#keys.set(channel, key)
  }

  willBeCalled(nick: string): void {
    this.#wish = nick
  }

  /** A line has changed the mirror. */
  heard(line: Message, change: Change | undefined, mirror: Mirror): void {
    const name = change?.channels[0]?.name ?? ''
    if (change?.kind === 'join' && change.self && mirror.channel(name)) this.#joined(name, mirror)
    else if (change?.kind === 'nick') this.#renamed(line, mirror)
    else if (change?.kind === 'modes') this.#keyed(name, mirror)
    else if ((change?.kind === 'part' || change?.kind === 'kick') && change.self) {
      this.forget(name, (text) => mirror.fold(text))
    }
  }

  /** The JOIN lines that bring every channel back, those with keys first in each. */
  joins(): Message[] {
    const channels = Object.entries(this.record.channels)
    const sorted = channels.sort(([, a], [, b]) => Number(b !== '') - Number(a !== ''))
    const lines: Message[] = []
    let names: string[] = []
    let keys: string[] = []
    for (const [name, key] of sorted) {
      if (byteLength([...names, name, ...keys, key].join()) > joinBytes) {
        lines.push(joinLine(names, keys))
        names = []
        keys = []
      }
      names.push(name)
      if (key) keys.push(key)
    }
    return names.length > 0 ? [...lines, joinLine(names, keys)] : lines
  }

  /** @returns the key of a channel that we are in or want to be in, '' where it has none. */
  channel(name: string, fold: (name: string) => string): string | undefined {
    const known = Object.keys(this.record.channels).find((other) => fold(other) === fold(name))
    return known === undefined ? undefined : this.record.channels[known]
  }

  isDetached(folded: string): boolean {
    return this.record.detached?.includes(folded) === true
  }

  /** Hides a channel from devices, or shows it again. */
  detach(folded: string, isDetached: boolean): void {
    const others = (this.record.detached ?? []).filter((one) => one !== folded)
    this.record.detached = isDetached ? [...others, folded] : others
    this.#latest.changed()
  }

  /** Its owner has changed the record. */
  changed(): void {
    this.#latest.changed()
  }

  /** The process ends, and the connection with it. */
  leaves(at: number): void {
    this.record.goneAt = at
    this.#latest.changed()
  }

  /** A channel is left for good, also one that did not let us in. */
  forget(name: string, fold: (name: string) => string): void {
    const known = Object.keys(this.record.channels).find((other) => fold(other) === fold(name))
    if (known === undefined) return
    delete this.record.channels[known]
    if (this.isDetached(fold(name))) this.detach(fold(name), false)
    this.#latest.changed()
  }

  /** What devices may believe before there is a connection: that we are where we were. */
  mirror(): Mirror {
    const mirror = new Mirror()
    mirror.nick = this.record.nick
    for (const name of Object.keys(this.record.channels)) {
      mirror.apply(messageFrom(mirror.nick, 'JOIN', name))
      mirror.apply(message('366', mirror.nick, name))
    }
    return mirror
  }

  close(): Promise<void> {
    return this.#latest.close()
  }

  #joined(name: string, mirror: Mirror): void {
    const same = (other: string) => mirror.fold(other) === mirror.fold(name)
    const given = [...this.#keys.keys()].find(same)
    const known = Object.keys(this.record.channels).find(same)
    const key = given === undefined ? undefined : this.#keys.get(given)
    if (given !== undefined) this.#keys.delete(given)
    const old = known === undefined ? '' : this.record.channels[known]!
    if (known !== undefined) delete this.record.channels[known]
    this.record.channels[name] = key ?? old
    this.#latest.changed()
  }

  #renamed({ source, params: [to = ''] }: Message, mirror: Mirror): void {
    if (!mirror.isMe(to) || this.#wish === undefined) return
    if (mirror.fold(this.#wish) !== mirror.fold(to) || nickOf(source ?? '') === to) return
    this.#wish = undefined
    this.record.nick = to
    this.#latest.changed()
  }

  /** A channel's key changed; servers show it as `*` to those who may not see it. */
  #keyed(name: string, mirror: Mirror): void {
    const key = mirror.channel(name)?.modes.get('k') ?? ''
    const old = this.record.channels[name]
    if (old === undefined || old === key || key === '*' || key === '') return
    this.record.channels[name] = key
    this.#latest.changed()
  }
}

function joinLine(names: string[], keys: string[]): Message {
  return message('JOIN', names.join(','), ...(keys.length > 0 ? [keys.join(',')] : []))
}
