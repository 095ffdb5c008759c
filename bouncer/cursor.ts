/**
 * How far one device has acknowledged its person's log.
 *
 * The guarantee. A cursor moves only when the device has answered a PING that was sent behind the
 * lines it covers; never because lines were queued, written or replayed. So no line is ever lost
 * to a device. A line is sent a second time only when the answer to the PING behind it had not
 * reached the disk: it was on its way when the connection broke, or it was read less than one
 * commit (some milliseconds) before the process was killed. No server can do better with a client
 * that remembers nothing, and the bouncer keeps that window small: it asks for an answer at once
 * when a device is idle, every few lines when it is not, and writes the answer down when it comes.
 * Such a line comes again with the same msgid.
 */
import type { Cursor, DevicePolicy, Shelf } from '#store/store.ts'
import { Latest } from './latest.ts'

export class DeviceCursor {
  #seq: number
  /** When it last answered, in milliseconds since 1970. */
  at: number
  #policy: DevicePolicy
  readonly #latest: Latest

  /** @param key of the device on a network: see `Store.cursors` */
  constructor(shelf: Shelf<Cursor>, key: string, { seq, at, policy = {} }: Cursor) {
    this.#seq = seq
    this.at = at
    this.#policy = policy
    this.#latest = new Latest(() =>
      shelf.put(key, { seq: this.#seq, at: this.at, policy: this.#policy }),
    )
  }

  get policy(): DevicePolicy {
    return this.#policy
  }

  set policy(policy: DevicePolicy) {
    this.#policy = policy
    this.#latest.changed()
  }

  /** Everything up to here has been received. */
  get seq(): number {
    return this.#seq
  }

  /** Moves the cursor, forwards only, and begins to write it down. */
  advance(seq: number): void {
    if (seq <= this.#seq) return
    this.#seq = seq
    this.at = Date.now()
    this.#latest.changed()
  }

  /** Writes the cursor of a device that is new, so that its first lines wait for it too. */
  begin(): void {
    this.#latest.changed()
  }

  /** Settles when the disk has it; nothing is written afterwards. */
  close(): Promise<void> {
    return this.#latest.close()
  }
}
