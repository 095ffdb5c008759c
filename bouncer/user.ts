/** One person: the only owner of their log, their place on the network and their devices. */
import { DeviceCursor } from './cursor.ts'
import type { Attached } from './downstream/attached.ts'
import { snapshot } from './downstream/snapshot.ts'
import { type Entry, Journal } from './journal.ts'
import { Network } from './network.ts'
import { latestStart } from './new-device.ts'
import { Restored } from './record.ts'
import type { Setting } from './setting.ts'

/** A nameless connection that owes an answer for longer is taken for dead when another comes. */
const stalledMs = 10_000

export class User {
  readonly setting: Setting
  /** The account's key: its folded name. */
  readonly account: string
  readonly journal: Journal<Attached>
  readonly network: Network
  readonly #devices = new Set<Attached>()
  readonly #cursors = new Map<string, Promise<DeviceCursor>>()
  /** Devices that have been described the network and have not begun yet. */
  #arriving = 0
  #closed = false

  constructor(setting: Setting, account: string, name: string, restored: Restored) {
    this.setting = setting
    this.account = account
    const { log } = setting.store
    this.journal = new Journal(log, `user/${account}`, (entry) => this.#deliver(entry))
    const { journal } = this
    this.network = new Network(
      setting,
      { account, name, restored, journal },
      {
        up: () => this.#each((device) => this.#greet(device)),
        down: (why) => this.#each((device) => device.notice(goneText(why))),
        watched: () => this.#devices.size + this.#arriving > 0,
      },
    )
  }

  /** Takes a person onto the network, or back to it. @param nick for one who was never here */
  static async open(setting: Setting, account: string, nick: string): Promise<User> {
    const { accounts, networks } = setting.store
    const name = (await accounts.get(account))?.name ?? account
    const key = `${account}/${setting.network}`
    const known = await networks.get(key)
    const record = known ?? { name: setting.network, nick, channels: {} }
    const restored = new Restored(networks, key, record)
    if (!known) restored.begin()
    const user = new User(setting, account, name, restored)
    await user.journal.open()
    user.network.start()
    return user
  }

  /** Devices that are attached now. */
  get devices(): ReadonlySet<Attached> {
    return this.#devices
  }

  /** Attaches a device that has signed in: tells it what is, then what it missed; settles then. */
  async attach(device: Attached): Promise<void> {
    const cursor = await this.#cursor(device.device)
    await this.network.ready()
    if (this.#closed) device.close('The bouncer is closing')
    if (device.closed || this.#closed) return
    this.#replaceOld(device)
    const { mirror } = this.network
    const { network, server } = this.setting
    const nick = device.wantedNick || mirror.nick
    const lines = snapshot(mirror, { caps: device.caps.acked, nick, server, network })
    this.#arriving++
    // The lines say what is now; the journal's turn comes when all of that has been delivered.
    await this.journal.turn(() => {
      this.#arriving--
      if (device.closed) return
      this.#devices.add(device)
      device.begin(lines, cursor)
      this.#greet(device)
    })
  }

  detach(device: Attached): void {
    this.#devices.delete(device)
    this.network.forget(device)
  }

  /** Says goodbye to the devices and to the network; settles when the disk has every cursor. */
  async close(reason: string): Promise<void> {
    this.#closed = true
    this.#each((device) => device.close(reason))
    await this.network.close(reason)
    const cursors = await Promise.all(this.#cursors.values())
    await Promise.all(cursors.map((cursor) => cursor.close()))
  }

  #each(run: (device: Attached) => void): void {
    for (const device of this.#devices) run(device)
  }

  #deliver(entry: Entry<Attached>): void {
    for (const device of this.#devices) device.entry(entry)
    this.network.delivered()
  }

  /** What the network can that the bouncer only passes on; or that there is no network. */
  #greet(device: Attached) {
    const { online, trouble, caps, mirror } = this.network
    if (!online) return device.notice(`There is no connection to the network now: ${trouble}`)
    for (const line of device.caps.lend(caps, this.setting.server, mirror.nick)) device.reply(line)
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

  #cursor(device: string): Promise<DeviceCursor> {
    const open = this.#cursors.get(device) ?? this.#openCursor(device)
    this.#cursors.set(device, open)
    open.catch(() => this.#cursors.delete(device))
    return open
  }

  /** A device that was never here begins with the latest messages. */
  async #openCursor(device: string): Promise<DeviceCursor> {
    const { cursors, log } = this.setting.store
    const key = `${this.account}/${device}`
    const known = await cursors.get(key)
    if (known) return new DeviceCursor(cursors, key, known.seq)
    const cursor = new DeviceCursor(cursors, key, await latestStart(log, this.journal.name))
    cursor.begin()
    return cursor
  }
}

function goneText(reason: string): string {
  return `The connection to the network is gone (${reason}); it will be made again`
}
