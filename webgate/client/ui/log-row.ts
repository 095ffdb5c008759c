/** One entry as a row of plain DOM. How it stands to its neighbours is set by `LogView`. */
import { formatTime } from '#wire/chathistory.ts'
import { type CommandName, commandNamed, commandNames } from '../state/commands.ts'
import type { Entry } from '../state/entry.ts'
import { withoutFormatting } from '../state/formatting.ts'
import type { Reaction } from '../state/reactions.ts'
import { fullText, timeText } from './clock.ts'
import { element } from './dom.ts'
import { hueOf, initialOf } from './nick-color.ts'
import { putText, richText } from './rich-text.ts'
import { moreIfThere, needMore, words } from './words.ts'

/** What a row must know beside its entry, and what its buttons do. */
export interface RowContext {
  retry(entry: Entry): void
  /** The message that this one answers, where it is here. */
  answered(entry: Entry): Entry | undefined
  goTo(msgid: string): void
  reactions(entry: Entry): Reaction[]
  react(entry: Entry, text: string): void
  isMe(nick: string): boolean
}

const speech = new Set(['message', 'action', 'notice'])

/** A copy of this is made faster than its parts. */
const said = element(
  'div',
  '',
  element('span', 'nick'),
  element('time', ''),
  element('div', 'text'),
)
said.lastElementChild!.setAttribute('dir', 'auto')

export function rowOf(entry: Entry, context: RowContext): HTMLElement {
  const spoken = speech.has(entry.kind)
  const row = spoken ? (said.cloneNode(true) as HTMLElement) : element('div', '')
  row.className = classesOf(entry, spoken)
  if (spoken) fillSpeech(row, entry, context)
  else fillEvent(row, entry)
  return row
}

/** Draws the row anew after its entry has changed. */
export function fillRow(row: HTMLElement, entry: Entry, context: RowContext): void {
  const fresh = rowOf(entry, context)
  row.className = fresh.className
  row.replaceChildren(...fresh.childNodes)
}

function fillEvent(row: HTMLElement, entry: Entry): void {
  const time = element('time', '')
  setTime(time, entry.at)
  row.append(time, element('div', 'text', eventText(entry)))
  if (entry.kind !== 'error' && entry.kind !== 'note') row.ariaLive = 'off'
}

function classesOf(entry: Entry, spoken: boolean): string {
  let classes = spoken ? `row said ${entry.kind} hue${hueOf(entry.by)}` : `row event ${entry.kind}`
  if (entry.mine) classes += ' mine'
  if (entry.mention) classes += ' mention'
  if (entry.delivery) classes += ` ${entry.delivery}`
  if (entry.redacted) classes += ' redacted'
  return classes
}

/** @param row a copy of `said` */
function fillSpeech(row: HTMLElement, entry: Entry, context: RowContext): void {
  // Iterating over `children`, which is a live list, costs as much as all the rest.
  const nick = row.firstElementChild as HTMLElement
  const time = nick.nextElementSibling as HTMLTimeElement
  const text = time.nextElementSibling as HTMLElement
  nick.textContent = entry.by
  setTime(time, entry.at)
  if (entry.redacted) text.textContent = redactedText(entry)
  else putText(text, entry.text)
  if (entry.reply) text.before(quoteOf(entry.reply, context.answered(entry), context))
  if (entry.msgid) appendReactions(row, entry, context)
  if (entry.delivery) row.append(deliveryOf(entry, context))
}

/** The first line of a turn has its speaker's badge. */
export function setBadge(row: HTMLElement, entry: Entry, on: boolean): void {
  const known = row.querySelector('.badge')
  if (!on) return known?.remove()
  if (known || !speech.has(entry.kind)) return
  const badge = element('span', 'badge', initialOf(entry.by))
  badge.ariaHidden = 'true'
  row.querySelector('.nick')!.before(badge)
}

function redactedText({ redacted, by }: Entry): string {
  const { by: who, why } = redacted!
  return words.value.redacted(who === by ? '' : who, withoutFormatting(why))
}

function setTime(time: HTMLTimeElement, at: number): void {
  time.textContent = timeText(at)
  time.dateTime = formatTime(at)
}

/** The exact time is worked out when somebody points at it, not for each of thousands of rows. */
export function explainTime(target: EventTarget | null): void {
  if (target instanceof HTMLTimeElement && target.title === '') {
    target.title = fullText(Date.parse(target.dateTime))
  }
}

function quoteOf(msgid: string, answered: Entry | undefined, context: RowContext): HTMLElement {
  const say = words.value
  const quote = element('button', 'quote')
  quote.type = 'button'
  if (answered) {
    const nick = element('span', `nick hue${hueOf(answered.by)}`, answered.by)
    quote.append(element('span', 'sr', say.inReplyTo), nick, ` ${snippetOf(answered)}`)
  } else quote.append(say.earlierMessage)
  quote.onclick = () => context.goTo(msgid)
  return quote
}

/** The beginning of a message, in one line and without formatting. */
export function snippetOf(entry: Entry): string {
  const text = entry.redacted ? redactedText(entry) : withoutFormatting(entry.text)
  return text.replaceAll('\n', ' ').slice(0, 120)
}

function appendReactions(row: HTMLElement, entry: Entry, context: RowContext): void {
  const reactions = context.reactions(entry)
  if (reactions.length === 0) return
  const line = element('div', 'reactions')
  for (const { text, nicks } of reactions) {
    const sum = element('span', 'sum', String(nicks.length))
    const button = element('button', 'reaction', `${text} `, sum)
    button.type = 'button'
    button.title = nicks.slice(0, 30).join(', ')
    button.ariaLabel = words.value.reactedWith(text, nicks.length, button.title)
    button.ariaPressed = String(nicks.some((nick) => context.isMe(nick)))
    button.onclick = () => context.react(entry, text)
    line.append(button)
  }
  row.append(line)
}

function deliveryOf(entry: Entry, context: RowContext): HTMLElement {
  const say = words.value
  const line = element('div', 'delivery', say[entry.delivery!])
  if (entry.delivery !== 'failed') return line
  line.append(`: ${entry.why || say.maybeFailed} `)
  const again = element('button', 'again', say.retry)
  again.type = 'button'
  again.onclick = () => context.retry(entry)
  line.append(again)
  return line
}

type Telling = (entry: Entry) => string

const tellings: Partial<Record<Entry['kind'], Telling>> = {
  join: ({ by, mine }) => (mine ? words.value.youJoined : words.value.joined(by)),
  part: ({ by, text }) => words.value.parted(by, withoutFormatting(text)),
  quit: ({ by, text }) => words.value.quit(by, withoutFormatting(text)),
  kick: ({ by, to = '', text }) => words.value.kicked(by, to, withoutFormatting(text)),
  nick: ({ by, to = '' }) => words.value.renamed(by, to),
  mode: ({ by, text }) => words.value.modeSet(by, text),
  invite: ({ by, to = '', text }) => words.value.invited(by, to, text),
  topic: ({ by, text }) =>
    text ? words.value.topicSet(by, withoutFormatting(text)) : words.value.topicCleared(by),
  note: noteText,
}

function eventText(entry: Entry): Node {
  const telling = tellings[entry.kind]
  return telling ? document.createTextNode(telling(entry)) : richText(entry.text)
}

function noteText({ note, text }: Entry): string {
  const say = words.value
  if (note === 'help') return helpText(text)
  if (note === 'unknownCommand' || note === 'needsMore') return say[note](text)
  return note ? say[note] : text
}

/** All rows are drawn again when it has been loaded. */
function helpText(name: string): string {
  void needMore()
  const more = moreIfThere()
  const about = (command: CommandName) => more?.[`help_${command}`] ?? `/${command}`
  const one = commandNamed(name)
  return one ? about(one) : [words.value.help, ...commandNames.map(about)].join('\n')
}
