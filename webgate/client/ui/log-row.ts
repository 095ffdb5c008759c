/** One entry as a row of plain DOM. How it stands to its neighbours is set by `LogView`. */
import { commandNamed, commandNames } from '../state/commands.ts'
import type { Entry } from '../state/entry.ts'
import { withoutFormatting } from '../state/formatting.ts'
import { fullText, timeText } from './clock.ts'
import { element } from './dom.ts'
import { hueOf, initialOf } from './nick-color.ts'
import { richText } from './rich-text.ts'
import { words } from './words.ts'

export interface RowActions {
  retry(entry: Entry): void
}

const speech = new Set(['message', 'action', 'notice'])

export function rowOf(entry: Entry, actions: RowActions): HTMLElement {
  const row = element('div', '')
  fillRow(row, entry, actions)
  return row
}

/** Draws the row anew after its entry has changed. */
export function fillRow(row: HTMLElement, entry: Entry, actions: RowActions): void {
  const spoken = speech.has(entry.kind)
  row.className = classesOf(entry, spoken)
  if (spoken) fillSpeech(row, entry, actions)
  else row.replaceChildren(timeOf(entry), element('div', 'text', eventText(entry)))
  if (spoken) return
  row.ariaLive = entry.kind === 'error' || entry.kind === 'note' ? null : 'off'
}

function classesOf(entry: Entry, spoken: boolean): string {
  const classes = ['row', spoken ? 'said' : 'event', entry.kind]
  if (entry.mine) classes.push('mine')
  if (entry.mention) classes.push('mention')
  if (entry.delivery) classes.push(entry.delivery)
  return classes.join(' ')
}

function fillSpeech(row: HTMLElement, entry: Entry, actions: RowActions): void {
  const nick = element('span', 'nick', entry.by)
  const badge = element('span', 'badge', initialOf(entry.by))
  badge.ariaHidden = 'true'
  for (const one of [nick, badge]) one.style.setProperty('--hue', String(hueOf(entry.by)))
  const text = element('div', 'text', richText(entry.text))
  text.dir = 'auto'
  row.replaceChildren(badge, nick, timeOf(entry), text)
  if (entry.delivery) row.append(deliveryOf(entry, actions))
}

function timeOf(entry: Entry): HTMLElement {
  const time = element('time', '', timeText(entry.at))
  time.dateTime = new Date(entry.at).toISOString()
  time.title = fullText(entry.at)
  return time
}

function deliveryOf(entry: Entry, actions: RowActions): HTMLElement {
  const say = words.value
  const line = element('div', 'delivery', say[entry.delivery!])
  if (entry.delivery !== 'failed') return line
  line.append(`: ${entry.why || say.maybeFailed} `)
  const again = element('button', 'again', say.retry)
  again.type = 'button'
  again.onclick = () => actions.retry(entry)
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

function helpText(name: string): string {
  const say = words.value
  const one = commandNamed(name)
  if (one) return say[`help_${one}`]
  return [say.help, ...commandNames.map((command) => say[`help_${command}`])].join('\n')
}
