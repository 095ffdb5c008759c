/** The reader's language. A new one is a file in `words/` and a line here. */
import { computed, signal } from '@preact/signals'
import { en, type Words } from '../words/en.ts'
import { fr } from '../words/fr.ts'
import { saved, savedWith } from './saved.ts'

export const languages = { en, fr } as const satisfies Record<string, Words>
export type Language = keyof typeof languages

export const language = signal<Language>(firstLanguage())

/** What the page says, in the reader's language. Read `words.value` where it is rendered. */
export const words = computed<Words>(() => languages[language.value])

export function speak(chosen: Language): void {
  language.value = chosen
  savedWith({ language: chosen })
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

language.subscribe((chosen) => {
  document.documentElement.lang = chosen
})
