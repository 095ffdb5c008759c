/**
 * One person on one network: their connection, what it is known to look like from there, and whom
 * an answer belongs to. What is to be shown goes to the journal, in one order.
 */
import type { Ref } from '#wire/chathistory.ts'
import { type Message, messageFrom } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { asBatch, type Spoken } from '#wire/multiline.ts'
import { Asked } from './asked.ts'
import { type Asker, answerTo } from './asker.ts'
import { Away } from './away.ts'
import { Backfill, firstRowAt, lastMessageAt } from './backfill.ts'
import { Contacts } from './contacts.ts'
import type { Attached } from './downstream/attached.ts'
import { supported } from './downstream/snapshot.ts'
import { Entrance } from './entrance.ts'
import { gapLine } from './gap-line.ts'
import { Gathering } from './gathering.ts'
import type { Journal } from './journal.ts'
import { newestAt, talkSince } from './missed-talk.ts'
import type { NetworkEvents, NetworkTerms } from './network-terms.ts'
import type { Outcome } from './outgoing.ts'
import { isTarget } from './past.ts'
import type { Plan } from './plan.ts'
import type { Restored } from './record.ts'
import { Restoring } from './restoring.ts'
import { isSensible } from './sensible.ts'
import type { Setting } from './setting.ts'
import { clientTags, Speech } from './speech.ts'
import { type NetworkState, Uplink } from './uplink.ts'
import { WantedNick } from './wanted-nick.ts'
import { buffersOf } from './windows.ts'

/** Lines that wait for the disk before the network is read no further. */
const waitingMax = 2_000

const answers = /^\d\d\d$|^(FAIL|WARN|NOTE)$/
const labelNeeds = ['labeled-response', 'batch', 'message-tags']

export class Network {
  /** What devices have been told. */
  mirror: Mirror
  readonly #setting: Setting
  readonly #account: string
  readonly #plan: Plan
  readonly restored: Restored
  readonly #journal: Journal<Asker>
  readonly #events: NetworkEvents
  readonly #asked = new Asked<Asker>((name) => this.mirror.fold(name))
  readonly #gathering = new Gathering()
  #refs = 0
  /** What is said on this network. */
  readonly speech: Speech
  readonly away: Away
  readonly contacts: Contacts
  readonly #entrance: Entrance
  readonly #uplink: Uplink
  readonly #nick: WantedNick
  readonly #backfill: Backfill
  #restoring: Restoring | undefined
  #restoreTimer: NodeJS.Timeout | undefined

  constructor({ setting, account, plan, restored, journal }: NetworkTerms, events: NetworkEvents) {
    this.#setting = setting
    this.#account = account
    this.#plan = plan
    this.restored = restored
    this.#journal = journal
    this.#events = events
    this.mirror = restored.mirror()
    this.#uplink = new Uplink(
      { setting, account, plan },
      {
        up: (mirror) => this.#up(mirror),
        line: (line) => this.#heard(line),
        down: (reason) => this.#down(reason),
        changed: () => events.changed(),
      },
    )
    this.#backfill = this.#fill()
    const ask = (line: Message) => this.ask(undefined, line)
    const send = (line: Message) => this.#uplink.send([line])
    const seen = () => this.#seen
    this.#entrance = new Entrance({ plan, restored, timing: setting.timing, seen, ask, send })
    const online = () => (this.online ? this.#seen : undefined)
    this.contacts = new Contacts({
      seen: online,
      told: () => this.mirror,
      send,
      ask,
      isonMs: setting.timing.isonMs,
      inTurn: (run) => journal.inTurn(run),
      news: (nick, isThere) => this.#nick.monitored(nick, isThere),
    })
    this.#nick = new WantedNick({
      wanted: () => restored.record.nick,
      seen: online,
      ask,
      watch: (nick) => this.contacts.waitFor(nick),
    })
    this.away = new Away({ text: setting.awayText, graceMs: setting.timing.awayMs, send: ask })
    this.speech = new Speech({
      journal,
      network: plan.id,
      mirror: () => this.mirror,
      seen,
      ask: (asker, line, outcome) => this.ask(asker, line, outcome),
    })
  }

  get online(): boolean {
    return this.#uplink.online
  }

  get state(): NetworkState {
    return this.#uplink.state
  }

  /** Why there is no connection, '' where there is. */
  get trouble(): string {
    return this.#uplink.trouble
  }

  /** What the connection can, as of now. */
  get caps(): ReadonlySet<string> {
    return this.#seen.caps
  }

  /** Whether what is said while nobody is connected can be read afterwards. */
  get isLossless(): boolean {
    return !this.online || (this.#backfill.isKept && !this.#restoring)
  }

  get #isHome(): boolean {
    return this.#plan.id === this.#setting.network
  }

  get #seen(): Mirror {
    return this.#restoring?.seen ?? this.mirror
  }

  /** What was said in a channel before we came to it, as the network tells: see `Backfill`. */
  earlier(name: string, ref: Ref | undefined, limit: number): Promise<Message[] | undefined> {
    if (!this.online || !this.mirror.channel(name)) return Promise.resolve(undefined)
    return this.#backfill.earlier(name, ref, limit)
  }

  /** Connects, and keeps connecting. */
  start(): void {
    this.#uplink.start()
  }

  /** Ends it until `start`. */
  stop(reason: string): Promise<void> {
    return this.#uplink.stop(reason)
  }

  /** Its owner has changed how it is reached. */
  async restart(reason: string): Promise<void> {
    await this.stop(reason)
    this.start()
  }

  /** Settles when the channels are there, or when there is no use in waiting. */
  ready(): Promise<void> {
    return this.online && !this.#restoring ? Promise.resolve() : this.#uplink.ready()
  }

  /**
   * Passes a command on.
   * @param outcome told whether it went out, where the answer is true
   * @returns false when there is no network.
   */
  ask(asker: Asker | undefined, line: Spoken, outcome?: Outcome): boolean {
    const label = labelNeeds.every((cap) => this.caps.has(cap)) ? this.#asked.label(line) : ''
    const own = clientTags(line, this.caps)
    const tags = label === '' ? own : new Map([...(own ?? []), ['label', label]])
    const lines = asBatch({ ...line, tags, source: undefined }, `m${++this.#refs}`)
    if (!this.#uplink.send(lines, outcome)) return false
    const isChannel = this.mirror.isChannel(line.params[0] ?? '')
    if (this.#asked.ask(asker, line, isChannel, label)) asker?.answer?.hold()
    return true
  }

  /** A device leaves a channel for good, also one that did not let us in. */
  willPart(channel: string): void {
    this.#entrance.settled(channel)
    if (this.mirror.channel(channel)) return
    this.restored.forget(channel, (name) => this.mirror.fold(name))
  }

  forget(device: Attached): void {
    this.#asked.forget((asker) => asker.device === device)
    this.contacts.forget(device)
  }

  /** What waited for the disk has been delivered: the network may be read on. */
  delivered(): void {
    if (this.#journal.waiting <= waitingMax / 4) this.#uplink.resume()
  }

  async close(reason: string): Promise<void> {
    this.#nick.stop()
    this.#entrance.down()
    this.away.close()
    clearTimeout(this.#restoreTimer)
    if (this.online) this.restored.leaves(Date.now())
    await this.#uplink.close(reason)
    await this.restored.close()
  }

  #fill(): Backfill {
    const { name } = this.#journal
    const { log } = this.#setting.store
    const { id: network } = this.#plan
    const here = { name, network }
    const bufferOf = (channel: string) => `${network}/${this.mirror.fold(channel)}`
    return new Backfill({
      seen: () => this.#seen,
      send: (line) => this.#uplink.send([line]),
      firstAt: (channel) => firstRowAt(log, { log: name, buffer: bufferOf(channel) }),
      lastAt: (channel) => lastMessageAt(log, { log: name, buffer: bufferOf(channel) }),
      lastSeen: async () => {
        const at = Math.max(this.restored.record.goneAt ?? 0, (await newestAt(log, here)) ?? 0)
        return at || undefined
      },
      talk: this.#isHome ? () => talkSince(log, this.#account, here) : undefined,
      past: (line) => this.speech.past(line),
      show: (line) => this.#show(line),
      missing: (channel, since) => {
        const line = gapLine(this.#setting.server, channel, { since, until: Date.now() })
        this.#journal.keep(line, [bufferOf(channel)], false)
      },
    })
  }

  /** We are in: join what we were in, and tell devices only what is new to them. */
  #up(seen: Mirror): void {
    const told = this.mirror
    const words = told.registered ? told.support.words().join(' ') : ''
    this.#restoring = told.channels.size > 0 ? new Restoring(told, seen) : undefined
    if (!this.#restoring) this.mirror = seen
    this.#backfill.begin(namesOf(told))
    this.#entrance.up()
    if (told.nick !== seen.nick) this.#show(messageFrom(told.source, 'NICK', seen.nick))
    if (words !== seen.support.words().join(' ')) {
      for (const line of supported(seen, seen.nick, seen.server)) this.#journal.pass(line)
    }
    this.#journal.inTurn(() => this.#events.up())
    this.away.up()
    this.contacts.up()
    this.#nick.check()
    this.#awaitChannels()
  }

  #awaitChannels() {
    clearTimeout(this.#restoreTimer)
    if (!this.#restoring) return this.#uplink.wake()
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
    this.#uplink.wake()
  }

  #down(reason: string): void {
    for (const line of this.#gathering.end()) if (!this.#backfill.isKept) this.#read(line)
    this.#backfill.lost(namesOf(this.mirror))
    this.#asked.clear()
    this.#endAnswers()
    this.speech.clear()
    this.#nick.stop()
    this.#entrance.down()
    this.away.down()
    this.contacts.down()
    this.#restoring = undefined
    clearTimeout(this.#restoreTimer)
    this.#journal.inTurn(() => this.#events.down(reason))
  }

  /** One line of the network: shown, or turned into what changed. */
  #heard(line: Message): void {
    const isFrame = this.#asked.trace(line)
    for (const one of isFrame ? [] : this.#gathering.take(line)) this.#take(one)
    this.#endAnswers()
  }

  /** Answers that have come to their end are told so, behind what they said. */
  #endAnswers(): void {
    for (const { answer } of this.#asked.takeEnded()) {
      if (answer) this.#journal.inTurn(() => answer.release())
    }
  }

  #take(line: Spoken): void {
    if (!(isSensible(line) || isTarget(line))) return
    if (line.verb === 'CAP') {
      // The network can other things than before: so may devices.
      this.#seen.apply(line)
      this.#journal.inTurn(() => this.#events.up())
    } else if (!this.contacts.takes(line) && !this.#backfill.take(line)) this.#read(line)
    if (this.#journal.waiting >= waitingMax) this.#uplink.pause()
  }

  #read(line: Spoken): void {
    this.#entrance.heard(line)
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
    const buffers = buffersOf(line, this.mirror, this.#plan.id)
    const change = this.mirror.apply(line)
    if (change?.kind === 'part' && change.self) this.#backfill.release(line.params[0] ?? '')
    if (this.#events.watched()) this.speech.heard(line, buffers)
  }

  /** What devices are to see: the answer to one of them, or news for all. */
  #show(line: Spoken): void {
    const { mirror } = this
    const answered = answers.test(line.verb) ? this.#asked.answer(line) : undefined
    const buffers = answered ? [] : buffersOf(line, mirror, this.#plan.id)
    const change = mirror.apply(line)
    this.restored.heard(line, change, mirror)
    const isDeaf = line.verb === '401' || line.verb === '404'
    const target = answered?.refused ?? (isDeaf ? line.params[1] : undefined)
    const speaker = target === undefined ? undefined : this.speech.refused(target)
    const asker = speaker ?? answered?.asker
    if (line.verb === '303' && answered && !asker) this.contacts.answered(line)
    if (asker) this.#journal.inTurn(() => answerTo(asker, line))
    else if (!answered) this.speech.heard(line, buffers)
    if (speaker) this.#journal.inTurn(() => speaker.answer?.release())
    if (change?.kind !== 'nick' && change?.kind !== 'quit') return
    this.#nick.news(change)
    if (change.self) this.#events.changed()
  }
}

function namesOf({ channels }: Mirror): string[] {
  return Array.from(channels.values(), ({ name }) => name)
}
