/** The log's place on the page; what happens inside is `LogView`'s. */
import { useSignal, useSignalEffect } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Buffer } from '../state/buffer.ts'
import type { Session } from '../state/session.ts'
import { listenToLog } from './app.ts'
import { Icon } from './icons.tsx'
import { LogView } from './log-view.ts'
import { language, words } from './words.ts'

interface Props {
  session: Session
  buffer: Buffer
}

export function Log({ session, buffer }: Props): JSX.Element {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<LogView>(null)
  const below = useSignal(0)
  const older = useSignal(buffer.older)
  useEffect(() => {
    const made = new LogView(host.current!, {
      older: () => session.older(session.active),
      below: (count) => (below.value = count),
      retry: (entry) => session.retry(session.active, entry),
    })
    view.current = made
    const stop = listenToLog((change) => {
      made.hear(change)
      older.value = session.active.older
    })
    return () => {
      stop()
      made.dispose()
    }
  }, [session, below, older])
  useEffect(() => {
    older.value = buffer.older
    view.current?.show(buffer, buffer.fresh)
    buffer.fresh = 0
  }, [buffer, older])
  useSignalEffect(() => {
    language.value
    view.current?.redrawAll()
  })
  const say = words.value
  const begins = older.value === 'none' && buffer.kind !== 'server'
  useEffect(() => view.current?.above(begins ? say.beginning : ''))
  const name = buffer.kind === 'server' ? say.serverRoom : buffer.name
  return (
    <div class="log-place">
      {older.value === 'loading' && <p class="older">{say.loadingOlder}</p>}
      <div class="log" role="log" aria-live="polite" aria-label={say.log(name)} ref={host} />
      {below.value > 0 && (
        <button class="below" type="button" onClick={() => view.current?.toEnd()}>
          <Icon name="down" /> {say.newBelow(below.value)}
        </button>
      )}
    </div>
  )
}
