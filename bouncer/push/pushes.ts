/**
 * Telling one person's browsers and phones that somebody calls them, when they do not look: what
 * nobody has read a few seconds later is pushed, and not before a device that is used falls silent.
 * When it is read, or answered, a MARKREAD follows, so that notifications go away.
 * Source: https://github.com/ircv3/ircv3-specifications/pull/471 (draft/webpush)
 */
import { InTurn } from '#store/in-turn.ts'
import type { Shelf } from '#store/store.ts'
import { parseTime } from '#wire/chathistory.ts'
import { format, type Message, messageFrom, nickOf } from '#wire/message.ts'
import type { Seat } from '../seat.ts'
import type { User } from '../user.ts'
import { callIn, payloadOf, readPayload } from './calling.ts'
import { type Endpoint, type Posted, post } from './post.ts'
import { type Parcel, PushQueue } from './queue.ts'
import { allNetworks, type Subscription, Subscriptions } from './subscriptions.ts'
import type { PushTerms } from './terms.ts'

/** Something that was said to the person, and that nobody is known to have read. */
interface Call {
  /** `<network> <folded window>` */
  key: string
  network: string
  payload: string
  /** When it was said, and when it came here. */
  at: number
  cameAt: number
}

/** What a bouncer that closes leaves to the next one. */
interface Left {
  calls: Call[]
  told: [key: string, at: number][]
  parcels: [endpoint: string, parcels: Parcel[]][]
}

const callsMax = 100
const windowsMax = 1_000
/** A subscription that could not be reached for so long is nobody's. */
const failingMsMax = 7 * 86_400_000
/** First pushes to places that a client names, in an hour. */
const trialsMax = 20
const trialsMs = 3_600_000

/** What came of a wish to be pushed to. */
export type Registered = 'yes' | 'too-many' | 'too-often' | 'unreachable'

export class Pushes {
  readonly #user: User
  readonly #queues = new Map<string, PushQueue>()
  #subscriptions: Promise<Subscriptions> | undefined
  /** It is known that there is nobody to push to: lines are not even looked at. */
  #isIdle = false
  #waiting: Call[] = []
  /** Windows of which something was pushed that has not been read, and when it was said. */
  readonly #told = new Map<string, number>()
  /** Devices, and when somebody last used them. */
  readonly #used = new Map<object, number>()
  #trials: number[] = []
  /** One place at a time: a client on several networks wishes the same on each, all at once. */
  readonly #wishes = new InTurn()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(user: User) {
    this.#user = user
  }

  /** Nothing where this house does not push. */
  get #terms(): PushTerms | undefined {
    return this.#user.setting.push
  }

  /** Goes on where the bouncer before this one has stopped. */
  async open(): Promise<void> {
    if (!this.#terms) return
    const left = await this.#left.get(this.#user.account)
    if (!left) return
    await this.#left.remove(this.#user.account)
    // The networks have been here for a moment already.
    this.#waiting = [...left.calls, ...this.#waiting].slice(-callsMax)
    for (const [key, at] of left.told) if (!this.#told.has(key)) this.#told.set(key, at)
    for (const [endpoint, parcels] of left.parcels) {
      for (const parcel of parcels) this.#queueOf(endpoint).add(parcel)
    }
    this.#look()
  }

  /** A line that has been delivered on one of the networks. */
  heard(seat: Seat, line: Message): void {
    if (
      !this.#terms ||
      this.#isIdle ||
      this.#closed ||
      !/^(PRIVMSG|INVITE|NOTICE)$/.test(line.verb)
    )
      return
    const { mirror } = seat.network
    const cameAt = Date.now()
    const at = parseTime(line.tags?.get('time') ?? '') ?? cameAt
    const own = mirror.isMe(nickOf(line.source ?? '')) ? mirror.windowOf(line) : undefined
    if (own !== undefined) return this.read(seat, own, at)
    const window = callIn(line, mirror)
    const payload = window === undefined ? undefined : payloadOf(line, seat.id)
    if (window === undefined || payload === undefined) return
    if ((seat.markers.get(mirror.fold(window)) ?? 0) >= at) return
    this.#waiting.push({ key: keyOf(seat, window), network: seat.id, payload, at, cameAt })
    if (this.#waiting.length > callsMax) this.#waiting.shift()
    this.#look()
  }

  /** A window has been read up to a time, by whichever device. */
  read(seat: Seat, window: string, at: number): void {
    const key = keyOf(seat, window)
    this.#waiting = this.#waiting.filter((one) => one.key !== key || one.at > at)
    for (const queue of this.#queues.values()) queue.read(key, at)
    const told = this.#told.get(key)
    if (told === undefined || told > at) return
    this.#told.delete(key)
    const payload = readPayload(this.#user.setting.server, seat.id, window, at)
    void this.#send(seat.id, { payload, at: Date.now() })
  }

  /** Somebody does something on a device: they will see there what comes. */
  used(device: object): void {
    if (this.#terms && !this.#isIdle) this.#used.set(device, Date.now())
  }

  left(device: object): void {
    if (this.#used.delete(device)) this.#look()
  }

  /** @param network an id, or `allNetworks` */
  register(to: Endpoint, network: string, device: string): Promise<Registered> {
    return this.#wishes.run(() => this.#register(to, network, device))
  }

  unregister(endpoint: string, network: string = allNetworks): Promise<void> {
    return this.#wishes.run(() => this.#unregister(endpoint, network))
  }

  async #register(to: Endpoint, network: string, device: string): Promise<Registered> {
    const all = await this.#load()
    const known = all.get(to.endpoint)
    const isSame = known?.p256dh === to.p256dh && known.auth === to.auth
    if (!isSame) {
      const trial = await this.#try(to)
      if (trial !== 'yes') return trial
    }
    const networks = [...new Set([...(isSame ? known.networks : []), network])]
    const proof = await all.proof()
    if (!(await all.put({ ...to, networks, device, at: Date.now(), proof }))) return 'too-many'
    this.#isIdle = false
    return 'yes'
  }

  async #unregister(endpoint: string, network: string): Promise<void> {
    const all = await this.#load()
    const known = all.get(endpoint)
    const networks = known?.networks.filter((one) => one !== network) ?? []
    const isNarrower = network !== allNetworks && !networks.includes(allNetworks)
    if (known && isNarrower && networks.length > 0) await all.put({ ...known, networks })
    else await this.#drop(endpoint)
  }

  async list(): Promise<Subscription[]> {
    return (await this.#load()).all
  }

  /** Ends those of one device, or all. @returns how many. */
  async forget(device?: string): Promise<number> {
    const all = (await this.list()).filter((one) => device === undefined || one.device === device)
    for (const { endpoint } of all) await this.#drop(endpoint)
    return all.length
  }

  /** The password is another one: whoever knew the old one is told nothing more. */
  async review(): Promise<void> {
    const all = await this.#load()
    const proof = await all.proof()
    for (const one of all.all) if (one.proof !== proof) await this.#drop(one.endpoint)
  }

  /** Settles when the disk has what is left to do; a process that lost the person leaves nothing. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    const queues = [...this.#queues].map(([endpoint, queue]) => [endpoint, queue.close()] as const)
    const parcels = queues.filter(([, some]) => some.length > 0) as Left['parcels']
    const left: Left = { calls: this.#waiting, told: [...this.#told], parcels }
    if (left.calls.length + left.told.length + parcels.length === 0) return
    await this.#left.put(this.#user.account, left).catch(() => {})
  }

  get #left(): Shelf<Left> {
    return this.#user.setting.store.shelf('push-waiting')
  }

  #load(): Promise<Subscriptions> {
    const { setting, account } = this.#user
    this.#subscriptions ??= Subscriptions.open(setting.store, account)
    this.#subscriptions.catch(() => {
      this.#subscriptions = undefined
    })
    return this.#subscriptions
  }

  async #drop(endpoint: string): Promise<void> {
    this.#queues.get(endpoint)?.close()
    this.#queues.delete(endpoint)
    await (await this.#load()).remove(endpoint)
  }

  /** A place that nobody has vouched for is asked first: it takes a push, or it is not kept. */
  async #try(to: Endpoint): Promise<Registered> {
    const now = Date.now()
    this.#trials = this.#trials.filter((at) => at > now - trialsMs)
    if (this.#trials.length >= trialsMax) return 'too-often'
    this.#trials.push(now)
    const { server } = this.#user.setting
    const note = messageFrom(server, 'NOTE', 'WEBPUSH', 'REGISTERED', 'You will be told here')
    const outcome = await this.#post(to, format(note))
    return outcome.is === 'taken' ? 'yes' : 'unreachable'
  }

  async #post(to: Endpoint, payload: string): Promise<Posted> {
    const { log } = this.#user.setting
    const outcome = await post(to, payload, this.#terms!)
    if (outcome.is === 'taken') return outcome
    // The address is the subscriber's secret: its host says enough.
    const about = { account: this.#user.account, at: new URL(to.endpoint).host, outcome }
    log.debug(about, 'a push did not arrive')
    return outcome
  }

  /** Pushes what is due, and comes back for the rest. */
  #look(): void {
    clearTimeout(this.#timer)
    if (this.#closed || this.#waiting.length === 0) return
    const { pushWaitMs, pushLookMs } = this.#user.setting.timing
    const quietAt = Math.max(0, ...this.#used.values()) + pushLookMs
    const now = Date.now()
    const dueAt = ({ cameAt }: Call) => Math.max(cameAt + pushWaitMs, quietAt)
    for (const call of this.#waiting.filter((one) => dueAt(one) <= now)) this.#push(call)
    this.#waiting = this.#waiting.filter((one) => dueAt(one) > now)
    const next = Math.min(...this.#waiting.map(dueAt))
    if (!Number.isFinite(next)) return
    this.#timer = setTimeout(() => this.#look(), next - now)
    this.#timer.unref()
  }

  #push({ key, network, payload, at }: Call): void {
    this.#told.delete(key)
    this.#told.set(key, at)
    if (this.#told.size > windowsMax) this.#told.delete(this.#told.keys().next().value!)
    void this.#send(network, { payload, window: key, at })
  }

  async #send(network: string, parcel: Parcel): Promise<void> {
    // The store tells of its own trouble; who was called finds it in the log.
    const all = await this.list().catch(() => undefined)
    if (!all || this.#closed) return
    this.#isIdle = all.length === 0
    for (const one of all) {
      const wants = one.networks.includes(network) || one.networks.includes(allNetworks)
      if (wants) this.#queueOf(one.endpoint).add(parcel)
    }
  }

  #queueOf(endpoint: string): PushQueue {
    const known = this.#queues.get(endpoint)
    if (known) return known
    const queue = new PushQueue({
      post: async (payload) => {
        const all = await this.#load().catch(() => undefined)
        if (!all) return { is: 'failed', why: 'the store cannot be read' }
        const to = all.get(endpoint)
        return to ? this.#post(to, payload) : { is: 'gone' }
      },
      posted: (outcome) => void this.#posted(endpoint, outcome).catch(() => {}),
      retryMs: this.#user.setting.timing.pushRetryMs,
    })
    this.#queues.set(endpoint, queue)
    return queue
  }

  async #posted(endpoint: string, { is }: Posted): Promise<void> {
    const all = await this.#load()
    const { failingSince, ...known } = all.get(endpoint) ?? {}
    if (!('endpoint' in known)) return
    const now = Date.now()
    if (is === 'taken') {
      if (failingSince !== undefined) await all.put(known)
    } else if (is === 'gone' || now - (failingSince ?? now) > failingMsMax) {
      await this.#drop(endpoint)
    } else if (failingSince === undefined) await all.put({ ...known, failingSince: now })
  }
}

function keyOf({ id, network }: Seat, window: string): string {
  return `${id} ${network.mirror.fold(window)}`
}
