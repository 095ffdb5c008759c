/** One message of a linked server, whose source is known and stands where it should. */
import type { Message } from '#wire/message.ts'
import { isChannelName } from '#wire/names.ts'
import type { Origin } from '../core/links.ts'
import type { ServerNode, User } from '../core/network.ts'
import type { Peer } from './peer.ts'

export interface Heard {
  peer: Peer
  by: User | ServerNode
  line: Message
  params: string[]
  origin: Origin
}

export interface Hearer {
  /** With fewer parameters it is not heard. */
  min: number
  run(heard: Heard): void
}

export function hearer(min: number, run: Hearer['run']): Hearer {
  return { min, run }
}

/** Seconds, or milliseconds, since 1970; 0 where it is no time at all. */
export function timeOf(text: string | undefined): number {
  const time = Number(text)
  return Number.isSafeInteger(time) && time > 0 ? time : 0
}

/** Bytes of a channel's name, of a parameter or a mask, that another server may bring. */
const nameBytesMax = 200
export const paramBytesMax = 300

/** Whether another server may have a channel of that name; clients of ours may be allowed less. */
export function isFarChannel(name: string): boolean {
  return isChannelName(name, nameBytesMax)
}

/** Whether a server may be called so: nobody takes it for a nick or a mask. */
export function isFarServer(name: string): boolean {
  return name.length <= 63 && /^\w[\w-]*\.[\w.-]*$/.test(name)
}

export function isUser(by: User | ServerNode): by is User {
  return 'uid' in by
}

/** A server of ours may be so far ahead: its clock was set after it was linked, or its log is. */
export const aheadMsMax = 10 * 60_000
