/**
 * Whether a person is away: when every device of theirs is, or none is there. A device that says
 * `AWAY *` is no sign of presence and has nothing to say about it.
 * Source: https://ircv3.net/specs/extensions/pre-away
 */
import { type Message, message } from '#wire/message.ts'

/** A device's word: '' is present, a text is away, `*` does not count. */
export type Presence = string

export interface AwayPorts {
  /** For a person without devices; '' where nothing is to be said. */
  text: string
  /** How long without a device is not yet away. */
  graceMs: number
  send: (line: Message) => unknown
}

export class Away {
  readonly #ports: AwayPorts
  readonly #devices = new Map<object, Presence>()
  /** What the network has been told, '' for present. */
  #told = ''
  /** The last text that a device gave: it stays when that device goes. */
  #text = ''
  #online = false
  #closed = false
  #timer: NodeJS.Timeout | undefined

  constructor(ports: AwayPorts) {
    this.#ports = ports
  }

  /** The network has forgotten what it was told. */
  up(): void {
    this.#online = true
    this.#told = ''
    this.#settle()
  }

  down(): void {
    this.#online = false
    clearTimeout(this.#timer)
  }

  came(device: object, presence: Presence): void {
    this.#devices.set(device, presence)
    if (presence === '') this.#text = ''
    this.#settle()
  }

  /** @returns whether the network will be told, and answer: else the device needs an answer. */
  said(device: object, presence: Presence): boolean {
    if (presence !== '*') this.#text = presence
    this.#devices.set(device, presence)
    const before = this.#told
    this.#settle()
    return this.#told !== before
  }

  left(device: object): void {
    this.#devices.delete(device)
    this.#settle()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  /** Present at once; away without a device after a while: it may only be changing networks. */
  #settle(): void {
    clearTimeout(this.#timer)
    if (this.#closed) return
    const words = [...this.#devices.values()].filter((word) => word !== '*')
    if (words.length > 0) return this.#tell(words.includes('') ? '' : words.at(-1)!)
    const text = this.#text || this.#ports.text
    this.#timer = setTimeout(() => this.#tell(text), this.#ports.graceMs)
  }

  #tell(text: string): void {
    if (!this.#online || text === this.#told) return
    this.#told = text
    this.#ports.send(text === '' ? message('AWAY') : message('AWAY', text))
  }
}
