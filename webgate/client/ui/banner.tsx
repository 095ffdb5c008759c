/** What the connection is doing, as long as it is not simply there. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Session } from '../state/session.ts'
import type { SocketState } from '../wire/line-socket.ts'
import { reconnectNow, socketState, statusChanged, unsent } from './app.ts'
import { moreIfThere, needMore, words } from './words.ts'

export function Banner({ session }: { session: Session }): JSX.Element {
  statusChanged.value
  const state = socketState.value
  const quiet = state.name === 'open' && session.phase === 'online'
  const back = useBack(session, state.name === 'waiting', quiet)
  return (
    <div class="banner" role="status" data-state={quiet ? 'online' : state.name}>
      {!quiet && <Trouble state={state} waiting={unsent.value} working={session.working} />}
      {back !== 'calm' && <span class="what">{words.value[back]}</span>}
    </div>
  )
}

const backMs = 4000

/**
 * For a moment after a break: whoever saw it should see its end. That nothing was missed is certain
 * where the connection went on, or where the server has a history to read.
 */
function useBack(session: Session, broken: boolean, quiet: boolean): 'calm' | 'back' | 'hereAgain' {
  const phase = useSignal<'calm' | 'broken' | 'lost' | 'back' | 'hereAgain'>('calm')
  const lost = session.phase === 'offline'
  useEffect(() => {
    const before = phase.peek()
    if (broken && before !== 'lost') phase.value = lost ? 'lost' : 'broken'
    if (!quiet || (before !== 'broken' && before !== 'lost')) return
    phase.value = before === 'lost' && !session.reading.supported ? 'hereAgain' : 'back'
    const timer = setTimeout(() => (phase.value = 'calm'), backMs)
    return () => clearTimeout(timer)
  }, [broken, quiet, lost, phase])
  const now = phase.value
  return quiet && (now === 'back' || now === 'hereAgain') ? now : 'calm'
}

interface TroubleProps {
  state: SocketState
  /** Own messages that are kept here. */
  waiting: number
  /** The server's proof of work is being made. */
  working: boolean
}

function Trouble({ state, waiting, working }: TroubleProps): JSX.Element {
  const say = words.value
  return (
    <>
      <span class="pulse" />
      <span class="what">
        {state.name === 'waiting' ? <Countdown at={state.at} /> : doing(state, working)}
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

function doing(state: SocketState, working: boolean): string {
  const say = words.value
  if (working) void needMore()
  if (working && state.name === 'open') return moreIfThere()?.working ?? say.registering
  return state.name === 'open' ? say.registering : say.connecting
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
