/** The reader's language. A new one is a file in `words/` and a line here. */
import { signal } from '@preact/signals'
import { en, type Words } from '../words/en.ts'
import { saved, savedWith } from './saved.ts'

interface Known {
  /** As its speakers call it. */
  name: string
  /** Only the language that is read is loaded. */
  load: () => Promise<Words>
}

export const languages = {
  en: { name: 'English', load: async () => en },
  fr: { name: 'Français', load: async () => (await import('../words/fr.ts')).fr },
} as const satisfies Record<string, Known>
export type Language = keyof typeof languages

export const language = signal<Language>('en')

/** What the page says, in the reader's language. Read `words.value` where it is rendered. */
export const words = signal<Words>(en)

/** The person has chosen. */
export async function speak(chosen: Language): Promise<void> {
  await load(chosen)
  savedWith({ language: chosen })
}

/** Before the page is drawn; what cannot be loaded is English. */
export async function speakFirst(): Promise<void> {
  await load(firstLanguage()).catch(() => {})
}

async function load(chosen: Language): Promise<void> {
  const loaded = await languages[chosen].load()
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
