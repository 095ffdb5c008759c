/** What the reader has chosen, kept in this browser. One that keeps nothing forgets it. */
import { effect, signal } from '@preact/signals'
import type { Buffer } from '../state/buffer.ts'
import type { Level, Rules } from '../state/rules.ts'
import type { Session } from '../state/session.ts'

export interface Preferences {
  ignored: string[]
  words: string[]
  exceptions: string[]
  /** Of conversations that are not at `all`; see `keyOf`. */
  levels: Record<string, Level>
  /** Conversations in which it is not shown who comes and goes. */
  calm: string[]
  /** Tell of what calls the reader, outside of the page. */
  notify: boolean
  /** The account whose owner is told also when the page is closed, '' for none. */
  push: string
  /** '' is what the system says. */
  theme: Theme
}

export const themes = ['', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const key = 'causerie-preferences'
const listMax = 200
const nothing: Preferences = {
  ignored: [],
  words: [],
  exceptions: [],
  levels: {},
  calm: [],
  notify: false,
  push: '',
  theme: '',
}

export const preferences = signal<Preferences>(read())

effect(() => {
  document.documentElement.style.colorScheme = preferences.value.theme
})

export function prefer(news: Partial<Preferences>): void {
  preferences.value = { ...preferences.peek(), ...news }
  try {
    localStorage.setItem(key, JSON.stringify(preferences.peek()))
  } catch {
    // Private windows and full disks keep nothing; it holds until the page is left.
  }
}

// Another tab of the same person: what was chosen there holds here, and is not written over.
addEventListener('storage', (event) => {
  if (event.key === key) preferences.value = read()
})

export function rulesOf(session: Session): Rules {
  const { ignored, words, exceptions, levels } = preferences.peek()
  return {
    ignored,
    words,
    exceptions,
    levelOf: (buffer) => levels[keyOf(session, buffer)] ?? 'all',
  }
}

export function ignore(mask: string, on: boolean): void {
  const others = preferences.peek().ignored.filter((one) => one !== mask)
  prefer({ ignored: on ? [...others, mask].slice(-listMax) : others })
}

export function setLevel(session: Session, buffer: Buffer, level: Level): void {
  const { [keyOf(session, buffer)]: _, ...others } = preferences.peek().levels
  prefer({ levels: level === 'all' ? others : { ...others, [keyOf(session, buffer)]: level } })
}

export function isCalm(session: Session, buffer: Buffer): boolean {
  return preferences.value.calm.includes(keyOf(session, buffer))
}

export function setCalm(session: Session, buffer: Buffer, on: boolean): void {
  const name = keyOf(session, buffer)
  const others = preferences.peek().calm.filter((one) => one !== name)
  prefer({ calm: on ? [...others, name] : others })
}

/** A conversation, whichever network it is on, the same at the next visit. */
function keyOf({ options: { bind = '' }, mirror }: Session, buffer: Buffer): string {
  return `${bind} ${mirror.fold(buffer.name)}`
}

/** Another page of this origin may have written anything there. */
function read(): Preferences {
  try {
    const found = { ...nothing, ...JSON.parse(localStorage.getItem(key) ?? '{}') }
    return {
      ignored: texts(found.ignored),
      words: texts(found.words),
      exceptions: texts(found.exceptions),
      levels: levelsIn(found.levels),
      calm: texts(found.calm),
      notify: found.notify === true,
      push: String(found.push),
      theme: themes.find((one) => one === found.theme) ?? '',
    }
  } catch {
    return nothing
  }
}

function texts(found: unknown): string[] {
  return Array.isArray(found) ? found.map(String).filter(Boolean).slice(0, listMax) : []
}

function levelsIn(found: unknown): Record<string, Level> {
  const entries = Object.entries(Object(found)) as [string, Level][]
  return Object.fromEntries(entries.filter(([, level]) => level === 'mentions' || level === 'none'))
}
