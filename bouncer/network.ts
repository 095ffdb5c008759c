/**
 * One person on the network: their connection, what it is known to look like from there, and whom
 * an answer belongs to. What is to be shown goes to the journal, in one order.
 */
import { type Message, message, messageFrom } from '#wire/message.ts'
import type { Change, Mirror } from '#wire/mirror.ts'
import { Asked } from './asked.ts'
import { Backfill, lastMessageAt } from './backfill.ts'
import type { Attached } from './downstream/attached.ts'
import { supported } from './downstream/snapshot.ts'
import type { Journal } from './journal.ts'
import { talkSince } from './missed-talk.ts'
import type { Restored } from './record.ts'
import { Regain } from './regain.ts'
import { Restoring } from './restoring.ts'
import type { Setting } from './setting.ts'
import { Speech } from './speech.ts'
import { Upstream } from './upstream.ts'
import { buffersOf } from './windows.ts'

/** Lines that wait for the disk before the network is read no further. */
const waitingMax = 2_000

export interface NetworkEvents {
  /** The network came up: it can other things than before, perhaps. */
  up(): void
  /** The network is gone, and why. */
  down(reason: string): void
  /** Whether anybody is there to be told what changed. */
  watched(): boolean
}

export class Network {
  /** What devices have been told. */
  mirror: Mirror
  /** Why there is no connection. */
  trouble = 'connecting'
  readonly #setting: Setting
  readonly #account: string
  readonly #name: string
  readonly restored: Restored
  readonly #journal: Journal<Attached>
  readonly #events: NetworkEvents
  readonly #asked = new Asked<Attached>((name) => this.mirror.fold(name))
  /** What is said on this network. */
  readonly speech: Speech
  readonly #upstream: Upstream
  readonly #regain = new Regain(() => this.#askNick())
  readonly #backfill: Backfill
  #restoring: Restoring | undefined
  #restoreTimer: NodeJS.Timeout | undefined
  #paused = false
  #closed = false
  /** Those who wait until the network is up, with its channels, or known to be down. */
  #waiting: (() => void)[] = []

  constructor(
    setting: Setting,
    person: { account: string; name: string; restored: Restored; journal: Journal<Attached> },
    events: NetworkEvents,
  ) {
    this.#setting = setting
    this.#account = person.account
    this.#name = person.name
    this.restored = person.restored
    this.#journal = person.journal
    this.#events = events
    this.mirror = person.restored.mirror()
    this.#upstream = this.#connect()
    this.#backfill = this.#fill()
    this.speech = new Speech({
      journal: person.journal,
      network: setting.network,
      mirror: () => this.mirror,
      caps: () => this.caps,
      ask: (device, line) => this.ask(device, line),
    })
  }

  get online(): boolean {
    return this.#upstream.registered
  }

  /** What the connection can, as of now. */
  get caps(): ReadonlySet<string> {
    return (this.#restoring?.seen ?? this.mirror).caps
  }

  start(): void {
    this.#upstream.start()
  }

  /** Settles when the channels are there, or when there is no use in waiting. */
  ready(): Promise<void> {
    if (this.online && !this.#restoring) return Promise.resolve()
    this.#upstream.nudge()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#setting.timing.networkMs)
      this.#waiting.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  /** Passes a command on. @returns false when there is no network. */
  ask(device: Attached | undefined, line: Message): boolean {
    if (!this.#upstream.send({ ...line, source: undefined })) return false
    this.#asked.ask(device, line, this.mirror.isChannel(line.params[0] ?? ''))
    return true
  }

  /** A device leaves a channel for good, also one that did not let us in. */
  willPart(channel: string): void {
    if (this.mirror.channel(channel)) return
    this.restored.forget(channel, (name) => this.mirror.fold(name))
  }

  forget(device: Attached): void {
    this.#asked.forget(device)
  }

  /** What waited for the disk has been delivered: the network may be read on. */
  delivered(): void {
    if (!this.#paused || this.#journal.waiting > waitingMax / 4) return
    this.#paused = false
    this.#upstream.resume()
  }

  async close(reason: string): Promise<void> {
    this.#closed = true
    this.#regain.stop()
    clearTimeout(this.#restoreTimer)
    this.#wake()
    await this.#upstream.close(reason)
    await this.restored.close()
  }

  #connect(): Upstream {
    const { upstream: address, dial, upstreamLimits: limits, timing, log } = this.#setting
    const identity = () => this.#identity()
    return new Upstream(
      { address, dial, limits, identity, timing },
      {
        registered: (mirror) => this.#up(mirror),
        line: (line) => this.#heard(line),
        lost: (reason) => this.#down(reason),
        failed: (reason, retryMs) => {
          const about = { account: this.#account, reason, retryMs }
          log.warn(about, 'no connection to the network')
          this.trouble = reason
          this.#wake()
        },
      },
    )
  }

  #fill(): Backfill {
    const { name: log } = this.#journal
    const { network } = this.#setting
    const rows = this.#setting.store.log
    const buffer = (channel: string) => `${network}/${this.mirror.fold(channel)}`
    return new Backfill({
      seen: () => this.#restoring?.seen ?? this.mirror,
      send: (line) => this.#upstream.send(line),
      lastAt: (name) => lastMessageAt(rows, { log, buffer: buffer(name) }),
      talk: () => talkSince(rows, this.#account, { name: log, network }),
      past: (line) => this.speech.past(line),
      show: (line) => this.#show(line),
    })
  }

  #identity() {
    const account = this.#account
    const { secret } = this.#setting
    const plain = { authzid: this.#name, authcid: '*house', password: secret }
    const user = account.replace(/[^a-z0-9]/gi, '').slice(0, 9) || 'user'
    return { nick: this.restored.record.nick, user, realname: this.#name, plain }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** We are in: join what we were in, and tell devices only what is new to them. */
  #up(seen: Mirror): void {
    this.#setting.log.info({ account: this.#account, nick: seen.nick }, 'connected to the network')
    const told = this.mirror
    const before = told.nick
    const words = told.registered ? told.support.words().join(' ') : ''
    this.#restoring = told.channels.size > 0 ? new Restoring(told, seen) : undefined
    if (!this.#restoring) this.mirror = seen
    this.#backfill.begin()
    for (const { name } of told.channels.values()) this.#backfill.expect(name)
    for (const line of this.restored.joins()) this.ask(undefined, line)
    if (before !== seen.nick) this.#show(messageFrom(told.source, 'NICK', seen.nick))
    if (words !== seen.support.words().join(' ')) {
      for (const line of supported(seen, seen.nick, seen.server)) this.#journal.pass(line)
    }
    this.#journal.inTurn(() => this.#events.up())
    this.#checkNick()
    this.#awaitChannels()
  }

  #awaitChannels() {
    clearTimeout(this.#restoreTimer)
    if (!this.#restoring) return this.#wake()
    this.#restoreTimer = setTimeout(() => {
      for (const line of this.#restoring?.giveUp() ?? []) this.#changed(line)
      this.#restoredAll()
    }, this.#setting.timing.restoreMs)
  }

  #restoredAll(): void {
    if (!this.#restoring?.done) return
    this.mirror = this.#restoring.seen
    this.#restoring = undefined
    clearTimeout(this.#restoreTimer)
    this.#wake()
  }

  #down(reason: string): void {
    if (!this.#closed) {
      this.#setting.log.warn({ account: this.#account, reason }, 'the network is gone')
    }
    this.trouble = reason
    this.#backfill.clear()
    this.#asked.clear()
    this.speech.clear()
    this.#regain.stop()
    this.#paused = false
    this.#restoring = undefined
    clearTimeout(this.#restoreTimer)
    this.#journal.inTurn(() => this.#events.down(reason))
  }

  /** One line of the network: shown, or turned into what changed. */
  #heard(line: Message): void {
    if (line.verb === 'CAP') this.#heardCap(line)
    else if (!this.#backfill.take(line)) this.#read(line)
    if (this.#journal.waiting < waitingMax || this.#paused) return
    this.#paused = true
    this.#upstream.pause()
  }

  /** The network can other things than before: so may devices. */
  #heardCap(line: Message): void {
    const seen = this.#restoring?.seen ?? this.mirror
    seen.apply(line)
    this.#journal.inTurn(() => this.#events.up())
  }

  #read(line: Message): void {
    if (!this.#restoring) return this.#show(line)
    for (const one of this.#restoring.line(line)) {
      if (one === line) this.#show(one)
      else this.#changed(one)
    }
    if (line.verb === '366') this.#backfill.request(line.params[1] ?? '')
    this.#restoredAll()
  }

  /**
   * A change of a channel that we are back in, or are not. What nobody is there to see is not
   * remembered: whoever comes sees what is. A channel that did not let us in stays on record.
   */
  #changed(line: Message): void {
    const buffers = buffersOf(line, this.mirror, this.#setting.network)
    const change = this.mirror.apply(line)
    if (change?.kind === 'part' && change.self) this.#backfill.release(line.params[0] ?? '')
    if (this.#events.watched()) this.speech.heard(line, buffers)
  }

  /** What devices are to see: the answer to one of them, or news for all. */
  #show(line: Message): void {
    const { mirror } = this
    const isAnswer = /^\d\d\d$|^(FAIL|WARN|NOTE)$/.test(line.verb)
    const answered = isAnswer ? this.#asked.answer(line) : undefined
    const buffers = answered ? [] : buffersOf(line, mirror, this.#setting.network)
    const change = mirror.apply(line)
    this.restored.heard(line, change, mirror)
    if (line.verb === '401' || line.verb === '404') this.speech.refused(line.params[1] ?? '')
    if (answered) this.#journal.inTurn(() => answered.asker?.reply(line))
    else this.speech.heard(line, buffers)
    this.#nickNews(change)
  }

  #nickNews(change: Change | undefined): void {
    if (change?.kind !== 'nick' && change?.kind !== 'quit') return
    const wanted = this.mirror.fold(this.restored.record.nick)
    if (change.self) this.#checkNick()
    else if (this.mirror.fold(change.nick) === wanted) this.#regain.now()
  }

  #checkNick(): void {
    this.#regain.check(!this.online || this.mirror.isMe(this.restored.record.nick))
  }

  #askNick(): void {
    this.ask(undefined, message('NICK', this.restored.record.nick))
  }
}
