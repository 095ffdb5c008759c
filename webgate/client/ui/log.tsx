/** The log's place on the page; what happens inside is `LogView`'s. */
import { type Signal, useSignal, useSignalEffect } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Buffer } from '../state/buffer.ts'
import type { Session } from '../state/session.ts'
import { retry } from '../state/speaking.ts'
import { react } from '../state/tagged.ts'
import { listenToLog } from './app.ts'
import { Icon } from './icons.tsx'
import { later } from './later.tsx'
import { type LogEvents, LogView } from './log-view.ts'
import { isCalm } from './preferences.ts'
import { language, moreIfThere, words } from './words.ts'

const MessageActions = later(async () => (await import('./message-actions.tsx')).MessageActions)

interface Props {
  session: Session
  buffer: Buffer
}

/** What of a log's state is shown around it. */
interface Surroundings {
  below: Signal<number>
  older: Signal<Buffer['older']>
  newer: Signal<Buffer['newer']>
  freshAbove: Signal<boolean>
}

export function Log({ session, buffer }: Props): JSX.Element {
  const host = useRef<HTMLDivElement>(null)
  const view = useSignal<LogView | undefined>(undefined)
  const touched = useSignal<HTMLElement | undefined>(undefined)
  const touch = ({ target }: Event) => (touched.value ??= target as HTMLElement)
  const around: Surroundings = {
    below: useSignal(0),
    older: useSignal(buffer.older),
    newer: useSignal(buffer.newer),
    freshAbove: useSignal(false),
  }
  const look = () => {
    around.older.value = session.active.older
    around.newer.value = session.active.newer
  }
  useEffect(() => {
    const made = new LogView(host.current!, eventsOf(session, around))
    view.value = made
    const stop = listenToLog((change) => {
      made.hear(change)
      look()
    })
    return () => {
      stop()
      made.dispose()
    }
  }, [session])
  useEffect(() => {
    look()
    view.peek()?.show(buffer)
  }, [buffer])
  useSignalEffect(() => {
    const helps = session.active.entries.some(({ note }) => note === 'help')
    if (moreIfThere() && helps) view.peek()?.redrawAll()
  })
  useSignalEffect(() => {
    language.value
    view.peek()?.redrawAll()
  })
  const say = words.value
  const begins = around.older.value === 'none' && buffer.kind !== 'server'
  useEffect(() => view.peek()?.above(begins ? say.beginning : ''))
  const name = buffer.kind === 'server' ? say.serverRoom : buffer.name
  return (
    <div class="log-place">
      <div
        class="log"
        role="log"
        aria-live="polite"
        aria-label={say.log(name)}
        data-calm={isCalm(session, buffer)}
        ref={host}
        onPointerOver={touch}
        onFocusIn={touch}
      />
      <Pills session={session} buffer={buffer} view={view.value} around={around} />
      {view.value && touched.value && (
        <MessageActions
          key={view.value}
          session={session}
          buffer={buffer}
          view={view.value}
          first={touched.value}
        />
      )}
    </div>
  )
}

function eventsOf(session: Session, around: Surroundings): LogEvents {
  return {
    older: () => session.reading.older(session.active),
    newer: () => session.reading.newer(session.active),
    below: (count) => (around.below.value = count),
    freshAbove: (above) => (around.freshAbove.value = above),
    retry: (entry) => retry(session, session.active, entry),
    answered: ({ reply = '' }) => session.active.byMsgid(reply),
    goTo: (msgid) => session.reading.goTo(session.active, msgid),
    reactions: ({ msgid }) => session.active.reactions.of(msgid),
    react: ({ msgid }, text) => msgid && react(session, session.active, msgid, text),
    isMe: (nick) => session.mirror.isMe(nick),
  }
}

interface PillsProps extends Props {
  view: LogView | undefined
  around: Surroundings
}

/** What floats above the log: where there is more, and the ways there. */
function Pills({ session, buffer, view, around }: PillsProps): JSX.Element {
  const say = words.value
  const past = around.newer.value !== 'none'
  return (
    <>
      {around.older.value === 'loading' && <p class="older">{say.loadingOlder}</p>}
      {around.freshAbove.value && buffer.freshCount > 0 && (
        <button class="pill up" type="button" onClick={() => view?.toFresh()}>
          <Icon name="up" /> {say.jumpToNew(buffer.freshCount)}
        </button>
      )}
      {past && (
        <button class="pill" type="button" onClick={() => session.reading.present(buffer)}>
          <Icon name="down" /> {say.toPresent}
        </button>
      )}
      {!past && around.below.value > 0 && (
        <button class="pill" type="button" onClick={() => view?.toEnd()}>
          <Icon name="down" /> {say.newBelow(around.below.value)}
        </button>
      )}
    </>
  )
}
