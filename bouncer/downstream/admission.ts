/** Letting in a connection that has signed in: onto a network, into the lobby, or elsewhere. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { House } from '../house.ts'
import type { Seat } from '../seat.ts'
import { User } from '../user.ts'
import { type Arrival, Attached } from './attached.ts'
import { Forwarding } from './forwarding.ts'
import { Lobby } from './lobby.ts'

/** What a connection has become. */
export interface Inside {
  /** To be called once, when it is known that this takes the connection's lines. */
  begin(): void | Promise<void>
  line(text: string): void | Promise<void>
  /** The connection is gone. */
  gone(): void
  /** Ends the connection, saying why. */
  close(reason: string): void
}

export interface Newcomer {
  /** The account's key. */
  account: string
  /** The network that was named. */
  network: string | undefined
  arrival: Arrival
}

const againMs = 250

/**
 * @param isGone whether there is nobody left to be let in
 * @returns why not: a sentence; nothing where nobody is left.
 */
export async function admit(
  house: House,
  newcomer: Newcomer,
  isGone: () => boolean,
): Promise<Inside | string | undefined> {
  const { setting } = house
  const { account, network, arrival } = newcomer
  const { connection, caps, ...rest } = arrival
  const deadline = Date.now() + setting.timing.ownerMs
  while (!isGone()) {
    const found = await house.find(account, arrival.nick)
    if (isGone()) break
    if (found instanceof User) return enter(found, newcomer)
    const request = { account, network, ...rest, caps: caps.told }
    const { holder, where } = found
    const owner = where && { holder, where }
    const far = owner && (await Forwarding.open(connection, owner, setting, request))
    if (far) return far
    if (Date.now() > deadline) return 'Another bouncer process has you, and does not answer'
    // It has just ended, most likely: soon somebody else may take its people.
    await sleep(againMs)
  }
  return undefined
}

/** Lets a connection in where its person is. @returns why not: a sentence. */
export function enter(user: User, { network, arrival }: Newcomer): Inside | string {
  const seat = network === undefined ? unnamed(user, arrival) : user.find(network)
  if (network !== undefined && !seat) return noNetwork(user, network)
  return seat ? new Attached(seat, arrival) : new Lobby(user, arrival)
}

/** Clients that know of networks choose one themselves; the others are at home. */
function unnamed(user: User, { caps: { acked } }: Arrival): Seat | undefined {
  return acked.has('soju.im/bouncer-networks') || acked.has('bouncer') ? undefined : user.home
}

function noNetwork(user: User, word: string): string {
  const names = [...user.seats.values()].map(({ name }) => name).join(', ')
  return `There is no network ${JSON.stringify(word)} here: you have ${names}`
}
