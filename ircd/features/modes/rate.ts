/** Parameters such as `5:10`: so many within so many seconds. */
import { ERR_INVALIDMODEPARAM, type Reply } from '#wire/numerics.ts'
import type { Channel } from '../../core/network.ts'

export interface Rate {
  count: number
  seconds: number
}

export function parseRate(text: string): Rate | undefined {
  const [, count, seconds] = /^(\d{1,3}):(\d{1,4})$/.exec(text) ?? []
  const rate = { count: Number(count), seconds: Number(seconds) }
  return rate.count > 0 && rate.seconds > 0 ? rate : undefined
}

/** For `read` of a mode. */
export function readRate(letter: string) {
  return (text: string, _: unknown, channel: string): string | Reply => {
    const rate = parseRate(text)
    if (rate) return `${rate.count}:${rate.seconds}`
    return ERR_INVALIDMODEPARAM(channel, letter, text, 'It is written <count>:<seconds>, as 5:10')
  }
}

/** For `read` of a mode whose parameter is a number of seconds. */
export function readSeconds(letter: string, max: number) {
  return (text: string, _: unknown, channel: string): string | Reply => {
    const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0
    if (seconds >= 1 && seconds <= max) return String(seconds)
    const why = `It is a number of seconds from 1 to ${max}`
    return ERR_INVALIDMODEPARAM(channel, letter, text, why)
  }
}

/** When something happened lately, for each who did it. */
export class Recent {
  readonly #times = new Map<string, number[]>()

  /** How often within that time before now. */
  count(key: string, seconds: number, now: number): number {
    return this.#since(key, seconds, now).length
  }

  /** @returns how often, this time included */
  add(key: string, seconds: number, now: number): number {
    const times = [...this.#since(key, seconds, now), now]
    this.#times.delete(key)
    this.#times.set(key, times)
    this.#prune(seconds, now)
    return times.length
  }

  forget(key: string): void {
    this.#times.delete(key)
  }

  #since(key: string, seconds: number, now: number): number[] {
    const times = this.#times.get(key)
    if (!times) return []
    return times.filter((at) => now - at < seconds * 1000)
  }

  /** The oldest stand first: a few looks each time keep it small. */
  #prune(seconds: number, now: number): void {
    for (const [key, times] of this.#times) {
      if (now - times.at(-1)! < seconds * 1000) return
      this.#times.delete(key)
    }
  }
}

/** What the parameter of a mode says in a channel, read once for each that is set. */
export function perParameter<T>(letter: string, read: (text: string) => T | undefined) {
  const known = new WeakMap<Channel, { text: string; value: T | undefined }>()
  return (channel: Channel): T | undefined => {
    const text = channel.modes.get(letter)
    if (text === undefined) return undefined
    const found = known.get(channel)
    if (found?.text === text) return found.value
    const value = read(text)
    known.set(channel, { text, value })
    return value
  }
}

/** What is counted for each channel; it ends with the channel. */
export function perChannel<T extends object>(make: () => T): (channel: object) => T {
  const known = new WeakMap<object, T>()
  return (channel) => {
    const found = known.get(channel) ?? make()
    known.set(channel, found)
    return found
  }
}
