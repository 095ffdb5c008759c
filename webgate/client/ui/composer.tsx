/** Where one writes. Enter sends, Shift+Enter begins a new line, Tab completes, Up brings back. */
import { useSignal } from '@preact/signals'
import type { JSX, RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Buffer } from '../state/buffer.ts'
import { commandNamed, perform } from '../state/commands.ts'
import type { Session } from '../state/session.ts'
import { Completer } from './completer.ts'
import { Icon } from './icons.tsx'
import { focusComposer } from './roving.ts'
import { words } from './words.ts'

interface Props {
  session: Session
  buffer: Buffer
}

const sentMax = 50
/** What was sent, newest last, for the Up key. */
const sent: string[] = []

export function Composer({ session, buffer }: Props): JSX.Element {
  const box = useRef<HTMLTextAreaElement>(null)
  const completer = useRef(new Completer())
  const version = useSignal(0)
  const say = words.value
  const touched = () => {
    version.value++
    grow(box)
  }
  useEffect(() => {
    box.current!.value = buffer.draft
    completer.current.end()
    touched()
    focusComposer()
  }, [buffer])
  version.value
  const submit = () => {
    if (!send(session, buffer, box.current!)) return
    completer.current.end()
    touched()
  }
  const key = (event: KeyboardEvent) => {
    if (typed(event, session, buffer, completer.current, submit)) touched()
  }
  const input = () => {
    buffer.draft = box.current!.value
    completer.current.end()
    touched()
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Suggestions options={completer.current.options} at={completer.current.at} />
      <textarea
        id="composer"
        ref={box}
        rows={1}
        dir="auto"
        aria-controls="suggestions"
        aria-autocomplete="list"
        aria-activedescendant={completer.current.options.length > 1 ? 'suggestion-now' : undefined}
        aria-label={buffer.kind === 'server' ? say.composerServer : say.composer(buffer.name)}
        placeholder={buffer.kind === 'server' ? say.composerServer : say.composer(buffer.name)}
        onInput={input}
        onKeyDown={key}
      />
      <button
        class="send"
        type="submit"
        aria-label={say.send}
        disabled={!box.current?.value.trim()}
      >
        <Icon name="send" />
      </button>
    </form>
  )
}

function Suggestions({ options, at }: { options: string[]; at: number }): JSX.Element {
  const say = words.value
  const first = Math.max(0, Math.min(at - 3, options.length - 8))
  return (
    <div id="suggestions" role="listbox" aria-label={say.suggestions} hidden={options.length < 2}>
      {options.slice(first, first + 8).map((option, n) => (
        <div
          key={option}
          role="option"
          tabIndex={-1}
          id={n + first === at ? 'suggestion-now' : undefined}
          aria-selected={n + first === at}
        >
          {helpFor(option) ?? option}
        </div>
      ))}
    </div>
  )
}

function helpFor(option: string): string | undefined {
  const name = option.startsWith('/') ? commandNamed(option.slice(1)) : undefined
  return name && words.value[`help_${name}`]
}

/** @returns whether the box or the suggestions changed. */
function typed(
  event: KeyboardEvent,
  session: Session,
  buffer: Buffer,
  completer: Completer,
  submit: () => void,
): boolean {
  const box = event.currentTarget as HTMLTextAreaElement
  if (event.isComposing) return false
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault()
    submit()
    return true
  }
  if (event.key === 'Tab' && !event.altKey && !event.ctrlKey) {
    if (!completer.step(session, buffer, box, event.shiftKey ? -1 : 1)) return false
    event.preventDefault()
    buffer.draft = box.value
    return true
  }
  if (event.key === 'Escape' && completer.options.length > 0) {
    event.preventDefault()
    completer.end()
    return true
  }
  return event.key === 'ArrowUp' || event.key === 'ArrowDown' ? recall(event, buffer, box) : false
}

let recalled = 0

/** In an empty box, or one that holds what was just brought back. */
function recall(event: KeyboardEvent, buffer: Buffer, box: HTMLTextAreaElement): boolean {
  const shown = recalled > 0 && box.value === sent.at(-recalled)
  if (box.value !== '' && !shown) return false
  const next = (shown ? recalled : 0) + (event.key === 'ArrowUp' ? 1 : -1)
  if (next < 0 || next > sent.length) return false
  event.preventDefault()
  recalled = next
  box.value = buffer.draft = next === 0 ? '' : sent.at(-next)!
  return true
}

function send(session: Session, buffer: Buffer, box: HTMLTextAreaElement): boolean {
  const text = box.value
  if (!text.trim() || !perform(session, buffer, text)) return false
  if (sent.at(-1) !== text) sent.push(text)
  if (sent.length > sentMax) sent.shift()
  recalled = 0
  box.value = buffer.draft = ''
  return true
}

/** As high as its text, up to a limit that the style sets. */
function grow({ current: box }: RefObject<HTMLTextAreaElement | null>): void {
  if (!box) return
  box.style.height = 'auto'
  box.style.height = `${box.scrollHeight}px`
}
