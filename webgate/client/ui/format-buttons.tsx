/** The formatting, for fingers and for those who do not know the keys. Loaded when it is opened. */
import type { JSX } from 'preact'
import { type Format, formats } from './formatting-keys.ts'
import { moreWords } from './words.ts'

export function FormatButtons({ apply }: { apply: (format: Format) => void }): JSX.Element {
  return (
    <>
      {formats.map((format) => (
        <button
          key={format.name}
          class={`quiet ${format.name}${format.name === 'color' ? ' fg4' : ''}`}
          type="button"
          aria-label={moreWords()[format.name]}
          title={moreWords()[format.name]}
          // The selection is what it is about: the box must keep it.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => apply(format)}
        >
          {format.sign}
        </button>
      ))}
    </>
  )
}
