/**
 * Tells a connection of its owner's networks: what there is, and what changes.
 * Source: https://soju.im/bouncer-networks
 */
import { formatTags, type Message, messageFrom, type Tags } from '#wire/message.ts'
import type { Seat } from '../seat.ts'
import type { Watcher } from '../user.ts'
import type { Caller } from './caller.ts'

export class NetworkNews implements Watcher {
  readonly #caller: Caller
  readonly #told = new Map<string, string>()

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** The connection has been welcomed. */
  begin(): void {
    const { caps, user } = this.#caller
    if (!caps.acked.has(notify) && !caps.acked.has('bouncer')) return
    user.watch(this)
    if (!caps.acked.has(notify)) return
    for (const seat of user.seats.values()) this.#told.set(seat.id, attributeText(seat))
    listNetworks(this.#caller)
  }

  end(): void {
    this.#caller.user.unwatch(this)
  }

  networkChanged(seat: Seat): void {
    const { caps, server } = this.#caller
    const text = attributeText(seat)
    if (this.#told.get(seat.id) === text) return
    this.#told.set(seat.id, text)
    if (caps.acked.has(notify)) this.#caller.push(networkLine(seat, server))
    if (!caps.acked.has('bouncer')) return
    const state = seat.network.online ? 'connected' : 'disconnected'
    this.#caller.push(messageFrom(server, 'BOUNCER', 'state', seat.id, oneWord(seat.name), state))
  }

  networkRemoved(id: string): void {
    this.#told.delete(id)
    const { caps, server } = this.#caller
    if (!caps.acked.has(notify)) return
    this.#caller.push(messageFrom(server, 'BOUNCER', 'NETWORK', id, '*'))
  }
}

const notify = 'soju.im/bouncer-networks-notify'

export function listNetworks(caller: Caller): void {
  const lines = [...caller.user.seats.values()].map((seat) => networkLine(seat, caller.server))
  caller.batch('soju.im/bouncer-networks', [], lines)
}

function networkLine(seat: Seat, server: string): Message {
  return messageFrom(server, 'BOUNCER', 'NETWORK', seat.id, attributeText(seat))
}

function attributeText(seat: Seat): string {
  return formatTags(networkAttributes(seat))
}

/** What a client may know of a network; the server password is not among it. */
export function networkAttributes(seat: Seat): Tags {
  const { network, record, setting } = seat
  const [address] = record.upstream?.addresses ?? []
  const home =
    setting.upstream.kind === 'tcp' || setting.upstream.kind === 'tls'
      ? setting.upstream
      : undefined
  const tags: Tags = new Map([
    ['name', seat.name],
    ['state', network.state],
    ['nickname', network.online ? network.mirror.nick : record.nick],
  ])
  const place = address ?? (home && { ...home, tls: home.kind === 'tls' })
  if (place) {
    tags
      .set('host', place.host)
      .set('port', String(place.port))
      .set('tls', place.tls ? '1' : '0')
  }
  if (record.upstream?.username) tags.set('username', record.upstream.username)
  if (record.upstream?.realname) tags.set('realname', record.upstream.realname)
  if (!network.online && network.trouble) tags.set('error', network.trouble)
  return tags
}

/** A name in a parameter that is not the last one. */
export function oneWord(name: string): string {
  return name.replace(/\s/g, '_')
}
