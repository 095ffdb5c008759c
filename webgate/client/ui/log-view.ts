/**
 * The message log: plain DOM, because only here is there volume. Rows are put in where the session
 * says; the browser leaves out of its work what is not in view. Whoever reads further up stays
 * where they read, whoever is at the end stays at the end.
 */
import type { Buffer } from '../state/buffer.ts'
import type { Change } from '../state/change.ts'
import { type Entry, isSpeech } from '../state/entry.ts'
import { dayOf, dayText } from './clock.ts'
import { element } from './dom.ts'
import { explainTime, fillRow, type RowContext, rowOf, setBadge } from './log-row.ts'
import { RowChunks } from './row-chunks.ts'
import { words } from './words.ts'

export interface LogEvents extends RowContext {
  /** The reader is at the top: older lines, please. */
  older(): void
  /** The reader is at the end of a place in the past: newer lines, please. */
  newer(): void
  /** Whether the line above the new messages is further up than the reader sees. */
  freshAbove(above: boolean): void
  /** How many have come below while the reader was further up; 0 when at the end again. */
  below(count: number): void
}

/** Rows drawn when a conversation is opened; the rest when the reader scrolls up to them. */
const rowsAtOnce = 300
/** Pixels from an end that count as being there. */
const nearPx = 60
/** How long a message that was jumped to stands out. */
const targetMs = 2500
/** A scroll event this long after the reader's hand moved is the hand's doing. */
const steeringMs = 500
/** One person's lines stand together when no more time than this lies between. */
const togetherMs = 5 * 60_000

export class LogView {
  readonly element: HTMLElement
  readonly #top = element('p', 'beginning')
  readonly #chunks = new RowChunks()
  readonly #events: LogEvents
  readonly #resized: ResizeObserver
  /** The place stays when the view goes: another network's takes it. */
  readonly #gone = new AbortController()
  #buffer: Buffer | undefined
  /** The place of the first drawn row among the entries. */
  #first = 0
  #atEnd = true
  #below = 0
  #staying = false
  /** The row under the line above the new messages. */
  #fresh: HTMLElement | undefined
  /** When the reader last moved the log, on the page's clock. */
  #steeredAt = Number.NEGATIVE_INFINITY

  constructor(host: HTMLElement, events: LogEvents) {
    this.element = host
    this.#events = events
    host.append(this.#top, this.#chunks.element)
    // The keyboard must be able to scroll it.
    host.tabIndex = 0
    const heard = { passive: true, signal: this.#gone.signal }
    for (const name of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
      host.addEventListener(name, () => this.#steered(), heard)
    }
    host.addEventListener('scroll', () => this.#scrolled(), heard)
    host.addEventListener('pointerover', ({ target }) => explainTime(target), heard)
    this.#resized = new ResizeObserver(() => this.#stay())
    this.#resized.observe(host)
    // A row has its true height only once it has been in view.
    this.#resized.observe(this.#chunks.element)
  }

  /** Draws a conversation, at its end or where the reader wants to look. */
  show(buffer: Buffer): void {
    if (this.#buffer) this.#buffer.held = false
    this.#buffer = buffer
    this.#first = Math.max(0, buffer.entries.length - rowsAtOnce)
    this.element.ariaBusy = 'true'
    this.#chunks.set(buffer.entries.slice(this.#first).map((one) => this.#row(one)))
    this.#relate(0, this.#drawn.length)
    this.#fresh = undefined
    this.#markFresh()
    this.#setBelow(0)
    this.#atEnd = true
    this.#anchor()
    this.#stay()
    if (buffer.goal) this.#move(buffer.goal)
    requestAnimationFrame(() => {
      this.element.ariaBusy = 'false'
      this.#lookForFresh()
    })
  }

  hear(change: Change): void {
    if (!('buffer' in change) || change.buffer !== this.#buffer) return
    if (change.kind === 'inserted') this.#insert(change.at, change.count)
    else if (change.kind === 'removed') this.#remove(change.at, change.count)
    else if (change.kind === 'changed') this.#changed(change.entry)
    else if (change.kind === 'fresh') this.#markFresh()
    else if (change.kind === 'moved') this.#move(change.to)
  }

  /** The entry that a row stands for. */
  entryOf(row: HTMLElement): Entry | undefined {
    const place = this.#drawn.indexOf(row)
    return place < 0 ? undefined : this.#buffer?.entries[this.#first + place]
  }

  rowFor(entry: Entry): HTMLElement | undefined {
    return this.#drawn[(this.#buffer?.entries.indexOf(entry) ?? -1) - this.#first]
  }

  /** To the line above the new messages. */
  toFresh(): void {
    const entry = this.#buffer?.fresh
    if (entry) this.#move(entry)
  }

  /** To a message, which is shown for a moment; without one to the end. */
  #move(to: Entry | undefined): void {
    this.#buffer!.goal = undefined
    if (!to) return this.toEnd()
    const at = this.#buffer!.entries.indexOf(to)
    if (at < 0) return
    if (at < this.#first) this.#drawAbove(this.#first - Math.max(0, at - 20))
    this.#atEnd = false
    const row = this.#drawn[at - this.#first]!
    row.scrollIntoView({ block: 'center' })
    this.#scrolled()
    row.classList.add('target')
    setTimeout(() => row.classList.remove('target'), targetMs)
  }

  /** What stands above the oldest line. */
  above(text: string): void {
    if (this.#top.textContent !== text) this.#top.textContent = text
  }

  /** To the newest line. */
  toEnd(): void {
    this.#atEnd = true
    this.#setBelow(0)
    this.#stay()
  }

  /** The language has changed. */
  redrawAll(): void {
    if (this.#buffer) this.show(this.#buffer)
  }

  dispose(): void {
    this.#gone.abort()
    this.#resized.disconnect()
    if (this.#buffer) this.#buffer.held = false
    this.element.replaceChildren()
  }

  get #drawn(): readonly HTMLElement[] {
    return this.#chunks.rows
  }

  #row(entry: Entry): HTMLElement {
    return rowOf(entry, this.#events)
  }

  #insert(at: number, count: number): void {
    const { entries } = this.#buffer!
    if (at < this.#first) {
      // What belongs above the drawn rows is only drawn there when nothing is hidden between.
      this.#first += count
      if (this.#first === at + count) this.#drawAbove(count)
      return
    }
    const place = at - this.#first
    const rows = entries.slice(at, at + count).map((entry) => this.#row(entry))
    const before = place < this.#drawn.length
    if (before && place === 0) return this.#above(() => this.#put(rows, place))
    this.#put(rows, place)
    // Whoever says something wants to see it.
    if (!before && entries[at]!.delivery) this.toEnd()
    else if (this.#atEnd) this.#stay()
    else if (!before && this.#buffer!.newer === 'none')
      this.#setBelow(this.#below + speechIn(entries, at, count))
  }

  #put(rows: HTMLElement[], place: number): void {
    this.#chunks.put(rows, place)
    this.#relate(place, rows.length + 1)
  }

  #drawAbove(count: number): void {
    const { entries } = this.#buffer!
    const from = Math.max(0, this.#first - count)
    const rows = entries.slice(from, this.#first).map((entry) => this.#row(entry))
    this.#first = from
    this.#above(() => this.#put(rows, 0))
  }

  /** Changes what is above the reader, who stays at the same line and is not read it aloud. */
  #above(change: () => void): void {
    const host = this.element
    host.ariaBusy = 'true'
    host.style.overflowAnchor = 'none'
    const fromEnd = host.scrollHeight - host.scrollTop
    change()
    host.scrollTop = host.scrollHeight - fromEnd
    requestAnimationFrame(() => {
      this.#anchor()
      host.ariaBusy = 'false'
    })
  }

  #remove(at: number, count: number): void {
    const hidden = Math.min(Math.max(0, this.#first - at), count)
    this.#first -= hidden
    const place = Math.max(0, at - this.#first)
    this.#chunks.remove(place, count - hidden)
    this.#relate(place, 1)
    if (this.#atEnd) this.#stay()
  }

  /** What was taken back does not stay in its answers either. */
  #changed(entry: Entry): void {
    this.#redraw(entry)
    const { redacted, msgid } = entry
    if (!redacted || msgid === undefined) return
    const answers = this.#buffer!.entries.slice(this.#first).filter(({ reply }) => reply === msgid)
    for (const one of answers) this.#redraw(one)
  }

  #redraw(entry: Entry): void {
    const place = this.#buffer!.entries.indexOf(entry) - this.#first
    const row = this.#drawn[place]
    if (!row) return
    fillRow(row, entry, this.#events)
    this.#relate(place, 2)
    if (row === this.#fresh) setFresh(row, true)
    if (this.#atEnd) this.#stay()
  }

  /** Sets what a row owes to the one before it: its day, and whose turn it is. */
  #relate(place: number, count: number): void {
    const { entries } = this.#buffer!
    const end = Math.min(place + count, this.#drawn.length)
    for (let at = place; at < end; at++) {
      const row = this.#drawn[at]!
      const entry = entries[this.#first + at]!
      const before = at + this.#first > 0 ? entries[this.#first + at - 1] : undefined
      const newDay = !before || dayOf(before.at) !== dayOf(entry.at)
      const first = newDay || !together(before, entry)
      if (first !== row.classList.contains('first')) {
        row.classList.toggle('first', first)
        setBadge(row, entry, first)
      }
      if (newDay || row.firstElementChild?.className === 'day') {
        setDay(row, newDay ? dayText(entry.at) : undefined)
      }
    }
  }

  #markFresh(): void {
    if (this.#fresh) setFresh(this.#fresh, false)
    this.#fresh = this.#buffer!.fresh && this.rowFor(this.#buffer!.fresh)
    if (this.#fresh) setFresh(this.#fresh, true)
  }

  #lookForFresh(): void {
    const fresh = this.#buffer?.fresh
    if (!fresh) return this.#events.freshAbove(false)
    const row = this.#fresh?.isConnected ? this.#fresh : undefined
    const top = this.element.getBoundingClientRect().top
    const hidden = this.#buffer!.entries.indexOf(fresh) < this.#first
    this.#events.freshAbove(hidden || (row !== undefined && row.getBoundingClientRect().top < top))
  }

  #steered(): void {
    this.#steeredAt = performance.now()
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.element
    const near = scrollHeight - scrollTop - clientHeight < nearPx
    // While lines come in, only the reader's own hand is a reason to stop going to the end.
    const steered = performance.now() - this.#steeredAt < steeringMs
    this.#atEnd =
      this.#buffer?.newer === 'none' && (near || (this.#atEnd && this.#staying && !steered))
    this.#anchor()
    if (this.#buffer) this.#buffer.held = !this.#atEnd
    if (this.#atEnd) this.#setBelow(0)
    this.#lookForFresh()
    if (near && this.#buffer?.newer === 'more') this.#events.newer()
    if (scrollTop > nearPx * 4) return
    if (this.#first > 0) this.#drawAbove(rowsAtOnce)
    else this.#events.older()
  }

  /** At the end the browser must not hold on to a line, further up it must. */
  #anchor(): void {
    this.element.style.overflowAnchor = this.#atEnd ? 'none' : ''
  }

  /** Once a frame: a hundred lines in one turn are laid out once. */
  #stay(): void {
    if (this.#staying || !this.#atEnd) return
    this.#staying = true
    requestAnimationFrame(() => {
      this.#staying = false
      if (this.#atEnd) this.element.scrollTop = this.element.scrollHeight
    })
  }

  #setBelow(count: number): void {
    if (count === this.#below) return
    this.#below = count
    this.#events.below(count)
  }
}

function together(before: Entry, entry: Entry): boolean {
  if (!isSpeech(entry.kind)) return !isSpeech(before.kind)
  const same = before.by === entry.by && isSpeech(before.kind) && before.kind !== 'action'
  return same && entry.kind !== 'action' && entry.at - before.at < togetherMs
}

function speechIn(entries: Entry[], at: number, count: number): number {
  return entries.slice(at, at + count).filter(({ kind }) => isSpeech(kind)).length
}

function setFresh(row: HTMLElement, on: boolean): void {
  row.classList.toggle('fresh', on)
  const known = row.querySelector('.new-line')
  if (!on) return known?.remove()
  if (known) return
  const line = element('div', 'new-line', element('span', '', words.value.newMessages))
  line.role = 'separator'
  line.ariaLabel = words.value.newMessages
  const day = row.querySelector('.day')
  if (day) day.after(line)
  else row.prepend(line)
}

function setDay(row: HTMLElement, text: string | undefined): void {
  const known = row.querySelector('.day')
  if (known?.ariaLabel === text) return
  known?.remove()
  if (text === undefined) return
  const day = element('div', 'day', element('span', '', text))
  day.role = 'separator'
  day.ariaLabel = text
  row.prepend(day)
}
