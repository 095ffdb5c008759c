/**
 * What can be done with a message: a small bar at the message that is pointed at, touched, or
 * reached with the arrow keys from the log, and a menu behind it.
 */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Buffer } from '../state/buffer.ts'
import { type Entry, isSpeech } from '../state/entry.ts'
import type { Session } from '../state/session.ts'
import { canTag } from '../state/tagged.ts'
import { answer } from './answering.ts'
import { Icon } from './icons.tsx'
import { later } from './later.tsx'
import type { LogView } from './log-view.ts'
import { focusComposer } from './roving.ts'
import { RowChunks } from './row-chunks.ts'
import { moreWords } from './words.ts'

const MessageMenu = later(async () => (await import('./message-menu.tsx')).MessageMenu)

interface Props {
  session: Session
  buffer: Buffer
  view: LogView
  /** Where the reader pointed before this was loaded. */
  first: HTMLElement | undefined
}

/** The message that is meant, and where its bar is, in pixels from the top of the log's place. */
interface Target {
  entry: Entry
  row: HTMLElement
  top: number
}

export function MessageActions({ session, buffer, view, first }: Props): JSX.Element | null {
  const target = useSignal<Target | undefined>(undefined)
  const open = useSignal(false)
  useEffect(() => {
    target.value = undefined
    open.value = false
    return follow(view, first, {
      at: (found) => {
        if (!open.peek()) target.value = found
      },
      menu: (found) => {
        target.value = found
        open.value = true
      },
      isOpen: () => open.peek(),
    })
  }, [view, buffer])
  const now = target.value
  if (!now || buffer.kind === 'server') return null
  const say = moreWords()
  const close = () => {
    open.value = false
    if (now.row.tabIndex === 0) now.row.focus()
    else focusComposer()
  }
  const show = () => {
    // The log may have moved since the message was pointed at.
    const { top } = view.element.getBoundingClientRect()
    target.value = { ...now, top: Math.max(4, now.row.getBoundingClientRect().top - top - 14) }
    open.value = true
  }
  const reply = () => {
    answer(buffer, now.entry)
    open.value = false
  }
  return (
    <>
      <div
        class="message-bar"
        role="toolbar"
        aria-label={say.messageActions}
        style={{ top: `${now.top}px` }}
      >
        {canTag(session, 'draft/react') && <BarButton icon="smile" label={say.react} act={show} />}
        {now.entry.msgid && <BarButton icon="reply" label={say.reply} act={reply} />}
        <BarButton icon="more" label={say.moreActions} act={show} />
      </div>
      {open.value && (
        <MessageMenu
          session={session}
          buffer={buffer}
          entry={now.entry}
          top={now.top}
          reply={reply}
          close={close}
        />
      )}
    </>
  )
}

interface BarButtonProps {
  icon: 'smile' | 'reply' | 'more'
  label: string
  act: () => void
}

function BarButton({ icon, label, act }: BarButtonProps): JSX.Element {
  return (
    <button
      class="quiet"
      type="button"
      tabIndex={-1}
      aria-label={label}
      title={label}
      onClick={act}
    >
      <Icon name={icon} />
    </button>
  )
}

const barPx = 40

interface Following {
  at: (target: Target | undefined) => void
  menu: (target: Target) => void
  isOpen: () => boolean
}

/** Listens to the pointer and the keys in a log. @returns the way to stop. */
function follow(
  view: LogView,
  first: HTMLElement | undefined,
  { at, menu, isOpen }: Following,
): () => void {
  const log = view.element
  const targetOf = (row: HTMLElement | null | undefined): Target | undefined => {
    const entry = row ? view.entryOf(row) : undefined
    if (!row || !entry || !isSpeech(entry.kind) || entry.delivery || entry.redacted)
      return undefined
    const { top, height } = log.getBoundingClientRect()
    const at = row.getBoundingClientRect().top - top - 14
    return { entry, row, top: Math.max(4, Math.min(at, height - barPx)) }
  }
  const rowAt = (event: Event) => (event.target as HTMLElement).closest<HTMLElement>('.row')
  const point = (event: Event) => {
    const row = rowAt(event)
    // A finger on a message gives the focus to the log around it.
    if (row || event.type !== 'focusin') at(targetOf(row))
  }
  const scroll = () => {
    if (!isOpen()) at(undefined)
  }
  const key = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLButtonElement) return
    const row = log.querySelector<HTMLElement>('.row:focus')
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault()
      step(log, row, event.key === 'ArrowUp' ? -1 : 1)
    } else if (row && (event.key === 'Enter' || event.key === 'ContextMenu')) {
      const target = targetOf(row)
      if (!target) return
      event.preventDefault()
      menu(target)
    } else if (event.key === 'Escape' && row) {
      event.preventDefault()
      focusComposer()
    }
  }
  const leave = ({ relatedTarget, pointerType }: PointerEvent) => {
    // A finger that was lifted has not gone elsewhere.
    if (pointerType === 'touch') return
    const to = relatedTarget as HTMLElement | null
    if (!to?.closest?.('.message-bar')) scroll()
  }
  if (first?.isConnected) at(targetOf(first.closest<HTMLElement>('.row')))
  log.addEventListener('pointerover', point)
  log.addEventListener('focusin', point)
  log.addEventListener('pointerleave', leave)
  log.addEventListener('scroll', scroll, { passive: true })
  log.addEventListener('keydown', key)
  return () => {
    log.removeEventListener('pointerover', point)
    log.removeEventListener('focusin', point)
    log.removeEventListener('pointerleave', leave)
    log.removeEventListener('scroll', scroll)
    log.removeEventListener('keydown', key)
  }
}

/** Arrow keys go from message to message, beginning with the newest in view. */
function step(log: HTMLElement, from: HTMLElement | null, by: 1 | -1): void {
  let row = from ? RowChunks.neighbour(from, by) : lastInView(log)
  while (row && !row.classList.contains('said')) row = RowChunks.neighbour(row, by)
  if (!row) return
  if (from) from.tabIndex = -1
  row.tabIndex = 0
  row.focus()
  row.scrollIntoView({ block: 'nearest' })
}

function lastInView(log: HTMLElement): HTMLElement | null {
  const { left, bottom } = log.getBoundingClientRect()
  const found = document.elementFromPoint(left + 60, bottom - 24)?.closest<HTMLElement>('.row')
  return found ?? log.querySelector<HTMLElement>('.chunk:last-child > :last-child')
}
