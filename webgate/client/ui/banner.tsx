/** What the connection is doing, as long as it is not simply there. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Session } from '../state/session.ts'
import type { SocketState } from '../wire/line-socket.ts'
import { reconnectNow, socketState, statusChanged, unsent } from './app.ts'
import { words } from './words.ts'

export function Banner({ session }: { session: Session }): JSX.Element {
  statusChanged.value
  const state = socketState.value
  const quiet = state.name === 'open' && session.phase === 'online'
  const back = useBack(state.name === 'waiting', quiet)
  return (
    <div class="banner" role="status" data-state={quiet ? 'online' : state.name}>
      {!quiet && <Trouble state={state} waiting={unsent.value} />}
      {back && <span class="what">{words.value.back}</span>}
    </div>
  )
}

const backMs = 4000

/** For a moment after a break: whoever saw it should see its end. */
function useBack(broken: boolean, quiet: boolean): boolean {
  const phase = useSignal<'calm' | 'broken' | 'back'>('calm')
  useEffect(() => {
    if (broken) phase.value = 'broken'
    if (!quiet || phase.peek() !== 'broken') return
    phase.value = 'back'
    const timer = setTimeout(() => (phase.value = 'calm'), backMs)
    return () => clearTimeout(timer)
  }, [broken, quiet, phase])
  return quiet && phase.value === 'back'
}

interface TroubleProps {
  state: SocketState
  /** Own messages that are kept here. */
  waiting: number
}

function Trouble({ state, waiting }: TroubleProps): JSX.Element {
  const say = words.value
  return (
    <>
      <span class="pulse" />
      <span class="what">
        {state.name === 'waiting' ? <Countdown at={state.at} /> : doing(state)}
        {waiting > 0 && <span class="kept"> {say.keptMessages(waiting)}</span>}
      </span>
      {state.name === 'waiting' && (
        <button type="button" onClick={reconnectNow}>
          {say.tryNow}
        </button>
      )}
    </>
  )
}

function doing(state: SocketState): string {
  return state.name === 'open' ? words.value.registering : words.value.connecting
}

/** Read aloud once, not every second. */
function Countdown({ at }: { at: number }): JSX.Element {
  const left = useSignal(secondsUntil(at))
  useEffect(() => {
    left.value = secondsUntil(at)
    const timer = setInterval(() => {
      left.value = secondsUntil(at)
    }, 1000)
    return () => clearInterval(timer)
  }, [at, left])
  return (
    <>
      <span class="sr">{words.value.reconnecting(0)}</span>
      <span aria-hidden="true">{words.value.reconnecting(left.value)}</span>
    </>
  )
}

function secondsUntil(at: number): number {
  return Math.max(0, Math.ceil((at - Date.now()) / 1000))
}
