/** Where one writes. Enter sends, Shift+Enter begins a new line, Tab completes, Up brings back. */
import { type Signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Buffer } from '../state/buffer.ts'
import type { Change } from '../state/change.ts'
import { perform } from '../state/commands.ts'
import type { Session } from '../state/session.ts'
import { tellTyping } from '../state/tagged.ts'
import { OwnTyping } from '../state/typing.ts'
import { answer, answeringChanged } from './answering.ts'
import { listenToLog } from './app.ts'
import { Completer } from './completer.ts'
import { type Format, formatOf, hasFormat, toggleFormat } from './formatting-keys.ts'
import { Icon } from './icons.tsx'
import { later } from './later.tsx'
import { snippetOf } from './log-row.ts'
import { recall, remember } from './recall.ts'
import { focusComposer } from './roving.ts'
import { Suggestions } from './suggestions.tsx'
import { words } from './words.ts'

const Preview = later(async () => (await import('./preview.tsx')).Preview)
const FormatButtons = later(async () => (await import('./format-buttons.tsx')).FormatButtons)

interface Props {
  session: Session
  buffer: Buffer
}

/** What the composer is made of while one conversation is shown. */
interface Writing extends Props {
  box: { current: HTMLTextAreaElement | null }
  completer: Completer
  typing: OwnTyping
  /** A copy of what is in the box. */
  text: Signal<string>
}

export function Composer({ session, buffer }: Props): JSX.Element {
  const writing = useWriting(session, buffer)
  const { box, completer, text } = writing
  const say = words.value
  const label = buffer.kind === 'server' ? say.composerServer : say.composer(buffer.name)
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        submit(writing)
      }}
    >
      <Suggestions completer={completer} take={(at) => choose(writing, at)} />
      <Answering buffer={buffer} />
      {mayDiffer(text.value) && <Preview session={session} buffer={buffer} text={text.value} />}
      <div class="writing">
        <FormatBar apply={(format) => applyFormat(writing, format)} />
        <textarea
          id="composer"
          ref={box}
          rows={1}
          dir="auto"
          aria-controls="suggestions"
          aria-autocomplete="list"
          aria-activedescendant={completer.at >= 0 ? 'suggestion-now' : undefined}
          aria-label={label}
          placeholder={label}
          onInput={() => typed(writing)}
          onKeyDown={(event) => pressed(event, writing)}
        />
        <button class="send" type="submit" aria-label={say.send} disabled={!text.value.trim()}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  )
}

const tickMs = 1000

function useWriting(session: Session, buffer: Buffer): Writing {
  const box = useRef<HTMLTextAreaElement>(null)
  const text = useSignal(buffer.draft)
  const version = useSignal(0)
  version.value
  const writing = useMemo<Writing>(() => {
    const typing = new OwnTyping((word) => tellTyping(session, buffer, word))
    return { session, buffer, box, text, typing, completer: new Completer(() => version.value++) }
  }, [session, buffer])
  useEffect(() => {
    put(writing, buffer.draft)
    focusComposer()
    const timer = setInterval(() => writing.typing.tick(Date.now()), tickMs)
    return () => {
      clearInterval(timer)
      writing.typing.leave(Date.now())
    }
  }, [writing])
  return writing
}

/** Puts a text into the box, as if it had stood there. */
function put({ box, buffer, text, completer }: Writing, value: string): void {
  box.current!.value = buffer.draft = text.value = value
  completer.end()
  grow(box.current!)
}

/** The box has changed under the person's hands. */
function typed(writing: Writing): void {
  const { session, box, buffer, text, typing, completer } = writing
  buffer.draft = text.value = box.current!.value
  completer.offer(session, buffer, box.current!)
  typing.typed(buffer.draft, Date.now())
  grow(box.current!)
}

function submit(writing: Writing): void {
  const { session, buffer, box, typing } = writing
  const text = box.current!.value
  if (!text.trim() || !perform(session, buffer, text)) return
  remember(text)
  typing.sent()
  answeringChanged.value++
  put(writing, '')
}

function pressed(event: KeyboardEvent, writing: Writing): void {
  if (event.isComposing) return
  const format = formatOf(event)
  if (format) {
    event.preventDefault()
    return applyFormat(writing, format)
  }
  if (keys[event.key]?.(event, writing)) event.preventDefault()
}

/** @returns true when the key has done something of ours. */
type Key = (event: KeyboardEvent, writing: Writing) => boolean

const keys: Record<string, Key> = {
  Enter(event, writing) {
    if (event.shiftKey) return false
    submit(writing)
    return true
  },
  Tab(event, { session, buffer, box, text, completer }) {
    if (event.altKey || event.ctrlKey) return false
    if (!completer.step(session, buffer, box.current!, event.shiftKey ? -1 : 1)) return false
    buffer.draft = text.value = box.current!.value
    return true
  },
  Escape(_event, { buffer, completer }) {
    if (completer.options.length > 0) completer.end()
    else if (buffer.answering) answer(buffer, undefined)
    else return false
    return true
  },
  ArrowUp: (event, writing) => !event.altKey && bringBack(writing, 1),
  ArrowDown: (event, writing) => !event.altKey && bringBack(writing, -1),
}

function bringBack(writing: Writing, by: 1 | -1): boolean {
  const text = recall(writing.box.current!.value, by)
  if (text === undefined) return false
  put(writing, text)
  return true
}

function choose({ box, buffer, text, completer }: Writing, at: number): void {
  completer.take(box.current!, at)
  buffer.draft = text.value = box.current!.value
  completer.end()
}

function applyFormat(writing: Writing, format: Format): void {
  const box = writing.box.current!
  toggleFormat(box, format)
  typed(writing)
  box.focus()
}

function FormatBar({ apply }: { apply: (format: Format) => void }): JSX.Element {
  const open = useSignal(false)
  const say = words.value
  return (
    <div class="formats" role="toolbar" aria-label={say.format}>
      <button
        class="quiet"
        type="button"
        aria-label={say.format}
        aria-expanded={open.value}
        onClick={() => (open.value = !open.value)}
      >
        <Icon name="format" />
      </button>
      {open.value && <FormatButtons apply={apply} />}
    </div>
  )
}

function Answering({ buffer }: { buffer: Buffer }): JSX.Element | null {
  answeringChanged.value
  const { answering } = buffer
  // It may be taken back while one writes.
  const look = (change: Change) => {
    if (change.kind === 'changed' && change.entry === answering) answeringChanged.value++
  }
  useEffect(() => listenToLog(look), [answering])
  if (!answering) return null
  const say = words.value
  return (
    <div class="answering">
      <span class="what">
        <strong>{say.replyingTo(answering.by)}</strong> {snippetOf(answering)}
      </span>
      <button
        class="quiet"
        type="button"
        aria-label={say.cancelReply}
        onClick={() => answer(buffer, undefined)}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}

/** A short plain line goes as it stands. */
function mayDiffer(text: string): boolean {
  return text.length > 120 || text.includes('\n') || hasFormat(text)
}

/** As high as its text, up to a limit that the style sets. */
function grow(box: HTMLTextAreaElement): void {
  box.style.height = 'auto'
  box.style.height = `${box.scrollHeight}px`
}
