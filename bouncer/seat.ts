/** One person on one network: the only owner of their log, their place there and their devices. */
import type { NetworkRecord } from '#store/store.ts'
import { messageFrom } from '#wire/message.ts'
import type { Asker } from './asker.ts'
import { DeviceCursor } from './cursor.ts'
import type { Attached } from './downstream/attached.ts'
import { startOf } from './downstream/policy.ts'
import { snapshot } from './downstream/snapshot.ts'
import { Journal } from './journal.ts'
import { Markers } from './markers.ts'
import { Network } from './network.ts'
import { latestStart } from './new-device.ts'
import { foreignPlan, homePlan, type Plan } from './plan.ts'
import { Restored } from './record.ts'
import type { Setting } from './setting.ts'
import type { User } from './user.ts'

/** A nameless connection that owes an answer for longer is taken for dead when another comes. */
const stalledMs = 10_000

export class Seat {
  readonly setting: Setting
  readonly user: User
  /** The network's id: see `NetworkRecord`. */
  readonly id: string
  readonly isHome: boolean
  readonly record: NetworkRecord
  readonly journal: Journal<Asker>
  readonly network: Network
  readonly markers: Markers
  readonly plan: Plan
  readonly #restored: Restored
  readonly #devices = new Set<Attached>()
  readonly #cursors = new Map<string, Promise<DeviceCursor>>()
  /** Devices that have been described the network and have not begun yet. */
  #arriving = 0
  #closed = false

  constructor(user: User, id: string, restored: Restored, markers: Markers) {
    const { setting, account } = user
    this.user = user
    this.setting = setting
    this.id = id
    this.isHome = id === setting.network
    this.record = restored.record
    this.markers = markers
    this.#restored = restored
    this.journal = new Journal(
      setting.store.log,
      this.#logName(),
      (one) => {
        this.#each((device) => device.entry(one))
        user.pushes.heard(this, one.message)
      },
      () => this.network.delivered(),
    )
    this.plan = this.isHome
      ? homePlan(setting, user, this.record)
      : foreignPlan(setting, user, id, this.record)
    const { journal, plan } = this
    this.network = new Network(
      { setting, account, plan, restored, journal },
      {
        up: () => this.#each((device) => this.#greet(device)),
        down: (why) => this.#each((device) => device.notice(goneText(why))),
        watched: () => this.#devices.size + this.#arriving > 0,
        changed: () => user.changed(this),
      },
    )
  }

  /** Takes a person back to a network, or onto it. @param fresh it is written for the first time */
  static async open(user: User, id: string, record: NetworkRecord, fresh: boolean): Promise<Seat> {
    const { store, networks } = user.setting
    const restored = new Restored(networks, `${user.account}/${id}`, record)
    if (fresh) restored.begin()
    const seat = new Seat(user, id, restored, await Markers.open(store, user.account, id))
    await seat.journal.open()
    if (seat.record.upstream?.enabled !== false) seat.network.start()
    return seat
  }

  get closed(): boolean {
    return this.#closed
  }

  get name(): string {
    return this.isHome ? this.id : this.record.name
  }

  /** Devices that are attached now. */
  get devices(): ReadonlySet<Attached> {
    return this.#devices
  }

  /** Attaches a device that has signed in: tells it what is, then what it missed; settles then. */
  async attach(device: Attached): Promise<void> {
    const { cursor, isNew } = await this.#place(device.device)
    cursor.advance(await startOf(this, cursor))
    await this.network.ready()
    if (this.#isTooLate(device)) return
    const { mirror } = this.network
    const nick = device.wantedNick || mirror.nick
    const lines = snapshot(this, { caps: device.caps.acked, nick })
    this.#arriving++
    // The lines say what is now; the journal's turn comes when all of that has been delivered.
    await this.journal.turn(() => {
      this.#arriving--
      if (this.#isTooLate(device)) return
      this.#replaceOld(device)
      this.#devices.add(device)
      this.network.away.came(device, device.presence)
      device.welcome(lines, cursor, isNew)
      this.#greet(device)
      this.user.keeper.greet(device).catch(() => {})
    })
  }

  detach(device: Attached): void {
    if (!this.#devices.delete(device)) return
    this.network.away.left(device)
    this.network.forget(device)
    this.user.pushes.left(device)
  }

  /** The record was changed from here. */
  changed(): void {
    this.#restored.changed()
    this.user.changed(this)
  }

  /**
   * A window has been read; devices are told, but for the one that says so.
   * @returns where the marker is, or nothing where there is none.
   */
  mark(target: string, at: number, by?: object): number | undefined {
    const { mirror } = this.network
    const key = mirror.fold(target)
    const before = this.markers.get(key)
    const now = this.markers.advance(key, at)
    if (now !== before) {
      this.#each((device) => {
        if (device !== by) device.marked(target)
      })
    }
    if (now !== undefined) this.user.pushes.read(this, target, now)
    return now
  }

  /** Hides a channel from the devices, and shows it again. */
  hide(channel: string, isHidden: boolean): void {
    const { mirror } = this.network
    const key = mirror.fold(channel)
    if (this.#restored.isDetached(key) === isHidden) return
    this.#restored.detach(key, isHidden)
    const known = mirror.channel(channel)
    if (!known) return
    const part = messageFrom(mirror.source, 'PART', known.name, 'Detached')
    this.#each((device) => {
      if (isHidden) device.push(part)
      else device.restate(known)
    })
  }

  isHidden(folded: string): boolean {
    return this.#restored.isDetached(folded)
  }

  /** The cursor of a device, also of one that is not attached. */
  async cursor(device: string): Promise<DeviceCursor> {
    return (await this.#place(device)).cursor
  }

  /** Devices that were ever here. */
  async deviceNames(): Promise<string[]> {
    const prefix = `${this.user.account}/`
    const entries = await this.setting.store.cursors.list(prefix)
    const words = entries.map(([key]) => key.slice(prefix.length).split('/'))
    return words.filter(([, id = this.setting.network]) => id === this.id).map(([name]) => name!)
  }

  /** Forgets a device: when it comes again it is new. */
  async forget(device: string): Promise<boolean> {
    for (const one of this.#devices) {
      if (one.device === device) one.close('This device has been forgotten')
    }
    const cursor = this.#cursors.get(device)
    // Should it come back before this is done, its place is not one that is written no more.
    this.#cursors.delete(device)
    await (await cursor)?.close()
    return this.setting.store.cursors.remove(this.#cursorKey(device))
  }

  /** Says goodbye to the devices and to the network; settles when the disk has every cursor. */
  async close(reason: string): Promise<void> {
    this.#closed = true
    this.#each((device) => device.close(reason))
    await this.network.close(reason)
    const cursors = await Promise.all(this.#cursors.values())
    await Promise.all([...cursors.map((cursor) => cursor.close()), this.markers.close()])
  }

  #each(run: (device: Attached) => void): void {
    for (const device of this.#devices) run(device)
  }

  #isTooLate(device: Attached): boolean {
    if (this.#closed) device.close('The bouncer is closing')
    return this.#closed || device.closed
  }

  /** What the network can that the bouncer only passes on; or that there is no network. */
  #greet(device: Attached) {
    const { online, trouble, caps, mirror } = this.network
    if (!online) return device.notice(`There is no connection to the network now: ${trouble}`)
    for (const line of device.caps.lend(caps, this.setting.server, mirror.nick)) device.push(line)
  }

  /** A connection of the same device that lingers has lost its socket without knowing. */
  #replaceOld(device: Attached): void {
    for (const other of this.#devices) {
      if (other.device !== device.device) continue
      if (device.device === '' && other.stalledMs < stalledMs) continue
      other.close('Your device has come back on another connection')
      this.detach(other)
    }
  }

  async #place(device: string): Promise<{ cursor: DeviceCursor; isNew: boolean }> {
    const open = this.#cursors.get(device)
    if (open) return { cursor: await open, isNew: false }
    const known = await this.setting.store.cursors.get(this.#cursorKey(device))
    const opening = this.#cursors.get(device) ?? this.#openCursor(device)
    this.#cursors.set(device, opening)
    opening.catch(() => this.#cursors.delete(device))
    return { cursor: await opening, isNew: known === undefined }
  }

  /** A device that was never here begins with the latest messages. */
  async #openCursor(device: string): Promise<DeviceCursor> {
    const { cursors, log } = this.setting.store
    const key = this.#cursorKey(device)
    const known = await cursors.get(key)
    if (known) return new DeviceCursor(cursors, key, known)
    const seq = await latestStart(log, this.journal.name)
    const cursor = new DeviceCursor(cursors, key, { seq, at: Date.now() })
    cursor.begin()
    return cursor
  }

  #cursorKey(device: string): string {
    const key = `${this.user.account}/${device}`
    return this.isHome ? key : `${key}/${this.id}`
  }

  #logName(): string {
    const name = `user/${this.user.account}`
    return this.isHome ? name : `${name}/${this.id}`
  }
}

function goneText(reason: string): string {
  return `The connection to the network is gone (${reason}); it will be made again`
}
