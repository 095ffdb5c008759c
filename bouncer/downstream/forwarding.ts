/**
 * A device that has signed in here, and whose person another process owns: its lines go there as
 * they are, and what comes back goes to the device. So all that a person's devices share (order,
 * cursors, read markers, presence) stays in one place, wherever they are attached.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '#host/connection.ts'
import type { Whereabouts } from '#host/whereabouts.ts'
import { format, message } from '#wire/message.ts'
import { connectTo, type DeviceRequest, granted, sealed } from '../elsewhere.ts'
import type { Setting } from '../setting.ts'
import type { Inside } from './admission.ts'

/** What may wait for a slow device here, before its owner is left waiting. */
const queueBytesMax = 64 * 1024
const lookMs = 10
/** How long the owner may take to take the device in. */
const answerMs = 5_000

export class Forwarding implements Inside {
  /** The lease of the process that owns the person. */
  readonly holder: string
  readonly #device: Connection
  readonly #far: Connection
  #taken = false

  private constructor(holder: string, device: Connection, far: Connection) {
    this.holder = holder
    this.#device = device
    this.#far = far
  }

  /**
   * Hands a device over to its person's owner.
   * @returns nothing when that process cannot be reached, or owns the person no more.
   */
  static async open(
    device: Connection,
    { where, holder }: { where: Whereabouts; holder: string },
    setting: Setting,
    request: DeviceRequest,
  ): Promise<Forwarding | undefined> {
    const far = await connectTo(where, setting).catch(() => undefined)
    if (!far) return undefined
    const forwarding = new Forwarding(holder, device, far)
    const taken = await forwarding.#introduce(setting.secret, request)
    if (!taken) far.destroy()
    return taken ? forwarding : undefined
  }

  begin(): void {
    this.#far.resume()
  }

  /** A line of the device. */
  line(text: string): void | Promise<void> {
    this.#far.push(text)
    if (this.#far.queuedBytes > queueBytesMax) return drained(this.#far)
  }

  /** The device is gone. */
  gone(): void {
    this.#far.end()
  }

  close(reason: string): void {
    this.#far.end()
    this.#device.end(format(message('ERROR', reason)))
  }

  #introduce(secret: string, request: DeviceRequest): Promise<boolean> {
    const answer = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => answer.resolve(false), answerMs)
    let heard = 0
    this.#far.open({
      line: (text) => {
        heard++
        if (heard === 1) this.#far.push(sealed(secret, text, { device: request }))
        else if (heard === 2) {
          // The device's own connection is told first that it is forwarded.
          this.#far.pause()
          this.#taken = text === granted
          answer.resolve(this.#taken)
        } else return this.#back(text)
      },
      closed: () => {
        answer.resolve(false)
        if (this.#taken) this.#device.end()
      },
    })
    return answer.promise.finally(() => clearTimeout(timer))
  }

  #back(text: string): void | Promise<void> {
    this.#device.push(text)
    if (this.#device.queuedBytes > queueBytesMax) return drained(this.#device)
  }
}

/** Settles when little waits to be sent. */
async function drained(connection: Connection): Promise<void> {
  while (!connection.closed && connection.queuedBytes > queueBytesMax) await sleep(lookMs)
}
