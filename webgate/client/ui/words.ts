/** The reader's language. A new one is two files in `words/` and two lines here. */
import { signal } from '@preact/signals'
import { en, type Words } from '../words/en.ts'
import type { MoreWords } from '../words/en-more.ts'
import { saved, savedWith } from './saved.ts'

interface Known {
  /** As its speakers call it. */
  name: string
  /** Only the language that is read is loaded. */
  load: () => Promise<Words>
  /** What is read in dialogs only. */
  more: () => Promise<MoreWords>
}

export const languages = {
  en: {
    name: 'English',
    load: async () => en,
    more: async () => (await import('../words/en-more.ts')).more,
  },
  fr: {
    name: 'Français',
    load: async () => (await import('../words/fr.ts')).fr,
    more: async () => (await import('../words/fr-more.ts')).more,
  },
} as const satisfies Record<string, Known>
export type Language = keyof typeof languages

export const language = signal<Language>('en')

/** What the page says, in the reader's language. Read `words.value` where it is rendered. */
export const words = signal<Words>(en)

const further = signal<MoreWords | undefined>(undefined)

/** The same, or nothing while it has not come; whoever reads it here is told when it does. */
export function moreIfThere(): MoreWords | undefined {
  return further.value
}

/** What dialogs say, where `needMore` has settled. */
export function moreWords(): MoreWords {
  return further.value!
}

export async function needMore(): Promise<void> {
  isMoreNeeded = true
  // Whoever chooses a language meanwhile loads its words in place of these.
  while (!further.peek()) await load(wish)
}

/** The person has chosen. What cannot be loaded is not spoken. */
export async function speak(chosen: Language): Promise<void> {
  await load(chosen).catch(() => unwish(chosen))
  if (language.peek() === chosen) savedWith({ language: chosen })
}

/** Before the page is drawn; what cannot be loaded is English. */
export async function speakFirst(): Promise<void> {
  const first = firstLanguage()
  await load(first).catch(() => unwish(first))
}

/** The language that was asked for last: one that comes later is not shown any more. */
let wish: Language = 'en'
let isMoreNeeded = false

function unwish(chosen: Language): void {
  if (wish === chosen) wish = language.peek()
}

async function load(chosen: Language): Promise<void> {
  wish = chosen
  const known: Known = languages[chosen]
  const [loaded, also] = await Promise.all([known.load(), isMoreNeeded ? known.more() : undefined])
  if (wish !== chosen) return
  // Somebody has come to need them while the others were on their way.
  if (isMoreNeeded && !also) return load(chosen)
  further.value = also
  words.value = loaded
  language.value = chosen
  document.documentElement.lang = chosen
}

/** `?lang=fr`, then the last choice, then what the browser prefers. */
function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang')
  const wishes = [asked, saved().language, ...navigator.languages]
  for (const wish of wishes) {
    const short = wish?.toLowerCase().split('-', 1)[0]
    if (short && short in languages) return short as Language
  }
  return 'en'
}
