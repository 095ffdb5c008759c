/** The languages, each by its own name. */
import type { JSX } from 'preact'
import { type Language, language, languages, speak } from './words.ts'

export function LanguageChoice(): JSX.Element {
  const names = Object.entries(languages) as [Language, (typeof languages)[Language]][]
  return (
    <div class="languages">
      {names.map(([code, { name }]) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={code === language.value}
          onClick={() => speak(code)}
        >
          {name}
        </button>
      ))}
    </div>
  )
}
