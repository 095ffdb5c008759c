/**
 * A command that people give to the bouncer itself: declared once, and answered alike in a window
 * with BouncerServ, in one with ZNC's *status, and on the command line.
 */
import type { Seat } from '../seat.ts'
import type { User } from '../user.ts'

/** Who asks, and where from. */
export interface Asking {
  user: User
  /** The network that the asker is on; `network=` says another. */
  seat: Seat | undefined
  /** The device that asks, '' for none. */
  device: string
  /** Whether this is the operator of the bouncer. */
  isAdmin: boolean
  /** Everybody, for the operator. */
  people: () => Promise<User[]>
}

/** The words behind a command's name: those without `=`, in order, and the others by name. */
export interface Words {
  plain: string[]
  named: Map<string, string>
}

export interface ServiceCommand {
  /** As it is typed: `network add`. */
  name: string
  /** Its words, as help shows them. */
  params: string
  help: string
  /** How many plain words it needs. */
  min?: number | undefined
  /** A word that is no argument on the command line, but asked for: what it is. */
  secret?: string | undefined
  /** Only for the operator. */
  admin?: boolean | undefined
  /** @returns lines to show, also for what could not be done. */
  run(asking: Asking, words: Words): string[] | Promise<string[]>
}

/** The network that a command is about. @returns a sentence where there is none. */
export function seatOf({ user, seat }: Asking, { named }: Words): Seat | string {
  const word = named.get('network')
  if (word !== undefined) return user.find(word) ?? noNetwork(word)
  return seat ?? (user.seats.size === 1 ? user.home : 'Say which network: network=…')
}

export function noNetwork(word: string): string {
  return `There is no network ${word}: see "network list"`
}

/** As people read a number of things: `1 line`, `1,200 lines`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

export function lines(count: number): string {
  return counted(count, 'line')
}
