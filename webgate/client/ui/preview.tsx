/** How a text will be sent, where that is not plain to see: several lines, or formatting. */
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Buffer } from '../state/buffer.ts'
import type { Session } from '../state/session.ts'
import { plan } from '../state/speaking.ts'
import { element } from './dom.ts'
import { hasFormat } from './formatting-keys.ts'
import { richText } from './rich-text.ts'
import { moreWords } from './words.ts'

interface Props {
  session: Session
  buffer: Buffer
  text: string
}

/** More messages than this are counted and not shown. */
const shownMax = 6

export function Preview({ session, buffer, text }: Props): JSX.Element | null {
  const place = useRef<HTMLDivElement>(null)
  const isCommand = /^\/(?!\/|me )/.test(text)
  const { texts, lines } =
    isCommand || buffer.kind === 'server' ? { texts: [], lines: 0 } : plan(session, buffer, text)
  const shown = lines > 1 || hasFormat(text)
  useEffect(() => {
    const rows = texts.slice(0, shownMax).map((one) => element('p', '', richText(one)))
    if (texts.length > shownMax) rows.push(element('p', 'rest', `+ ${texts.length - shownMax}`))
    place.current?.replaceChildren(...rows)
  })
  if (!shown) return null
  return (
    <div class="preview">
      <span class="how" role="status">
        {moreWords().willSend(texts.length, lines)}
      </span>
      <div class="texts" dir="auto" ref={place} />
    </div>
  )
}
