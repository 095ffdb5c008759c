/** The menu of one message. Loaded when it is first opened. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Buffer } from '../state/buffer.ts'
import type { Entry } from '../state/entry.ts'
import { withoutFormatting } from '../state/formatting.ts'
import type { Session } from '../state/session.ts'
import { canRedact, canTag, react } from '../state/tagged.ts'
import { meet } from './app.ts'
import { findEmoji } from './emoji.ts'
import { moreWords, words } from './words.ts'

interface Props {
  session: Session
  buffer: Buffer
  entry: Entry
  /** Where the message is, in pixels from the top of the log's place. */
  top: number
  reply: () => void
  close: () => void
}

const emojiShown = 18

export function MessageMenu({ session, buffer, entry, top, reply, close }: Props): JSX.Element {
  const place = useRef<HTMLDivElement>(null)
  const say = words.value
  const more = moreWords()
  useEffect(() => {
    placeInView(place.current!, top)
    place.current!.querySelector<HTMLElement>('button')?.focus()
  }, [top])
  const done = (act: () => void) => () => {
    act()
    close()
  }
  const { msgid } = entry
  const reacts = msgid !== undefined && canTag(session, 'draft/react')
  const other = !session.mirror.isMe(entry.by) && buffer.kind === 'channel'
  return (
    <>
      <button class="veil-menu" type="button" tabIndex={-1} aria-hidden="true" onClick={close} />
      <div
        class="menu"
        ref={place}
        role="dialog"
        tabIndex={-1}
        aria-label={more.messageActions}
        onKeyDown={(event) => moveIn(event, close)}
      >
        {reacts && <Emojis choose={(text) => done(() => react(session, buffer, msgid, text))()} />}
        {msgid && <Item act={reply}>{more.reply}</Item>}
        <Item act={done(() => copy(entry))}>{more.copyText}</Item>
        {other && (
          <Item act={done(() => session.show(session.open(entry.by)))}>
            {say.writeTo(entry.by)}
          </Item>
        )}
        {!session.mirror.isMe(entry.by) && (
          <Item act={done(() => meet(session, entry.by))}>{more.whoIs(entry.by)}</Item>
        )}
        {msgid && canRedact(session, buffer, entry.mine) && (
          <Item danger act={done(() => session.send('REDACT', buffer.name, msgid))}>
            {more.removeMessage}
          </Item>
        )}
      </div>
    </>
  )
}

interface ItemProps {
  act: () => void
  danger?: boolean
  children: ComponentChildren
}

function Item({ act, danger, children }: ItemProps): JSX.Element {
  return (
    <button type="button" class={danger ? 'item danger' : 'item'} tabIndex={-1} onClick={act}>
      {children}
    </button>
  )
}

function Emojis({ choose }: { choose: (text: string) => void }): JSX.Element {
  const wanted = useSignal('')
  const found = findEmoji(wanted.value, emojiShown)
  return (
    <>
      <div class="emojis">
        {found.map(({ char, names }) => (
          <button
            key={char}
            type="button"
            tabIndex={-1}
            title={names[0]}
            aria-label={`${moreWords().react}: ${names[0]}`}
            onClick={() => choose(char)}
          >
            {char}
          </button>
        ))}
      </div>
      <input
        class="find"
        placeholder={moreWords().findEmoji}
        aria-label={moreWords().findEmoji}
        onInput={({ currentTarget }) => (wanted.value = currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = found
          if (event.key === 'Enter' && first) choose(first.char)
        }}
      />
    </>
  )
}

/** Arrows, Home and End move; Escape and Tab close. */
function moveIn(event: KeyboardEvent, close: () => void): void {
  const menu = event.currentTarget as HTMLElement
  const items = [...menu.querySelectorAll<HTMLElement>('button, .find')]
  const at = items.indexOf(document.activeElement as HTMLElement)
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault()
    return close()
  }
  const typing = document.activeElement instanceof HTMLInputElement
  const forward = event.key === 'ArrowDown' || (event.key === 'ArrowRight' && !typing)
  const back = event.key === 'ArrowUp' || (event.key === 'ArrowLeft' && !typing)
  if (!forward && !back) return
  event.preventDefault()
  items[(at + (forward ? 1 : -1) + items.length) % items.length]?.focus()
}

/** Below the message where there is room, else as low as it fits. */
function placeInView(menu: HTMLElement, top: number): void {
  const room = menu.parentElement!.clientHeight - menu.offsetHeight - 8
  menu.style.top = `${Math.max(4, Math.min(top + 34, room))}px`
}

function copy(entry: Entry): void {
  void navigator.clipboard?.writeText(withoutFormatting(entry.text))
}
