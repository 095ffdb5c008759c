/** What the completer offers, above the box. */
import type { JSX } from 'preact'
import type { Completer } from './completer.ts'
import { words } from './words.ts'

interface Props {
  completer: Completer
  /** One was pointed at. */
  take: (at: number) => void
}

const shownMax = 8

export function Suggestions({ completer: { options, at }, take }: Props): JSX.Element {
  const first = Math.max(0, Math.min(at - 3, options.length - shownMax))
  // One that Tab has put in already is no choice.
  const hidden = options.length === 0 || (options.length === 1 && at >= 0)
  return (
    <div id="suggestions" role="listbox" aria-label={words.value.suggestions} hidden={hidden}>
      {options.slice(first, first + shownMax).map(({ text, label }, n) => (
        <div
          key={text}
          role="option"
          tabIndex={-1}
          id={n + first === at ? 'suggestion-now' : undefined}
          aria-selected={n + first === at}
          onPointerDown={(event) => {
            event.preventDefault()
            take(n + first)
          }}
        >
          {label}
        </div>
      ))}
    </div>
  )
}
