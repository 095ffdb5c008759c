/** A component whose code is loaded when it is first shown: not all visitors need it. */
import { useSignal } from '@preact/signals'
import type { FunctionComponent, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { needMore, words } from './words.ts'

/** @param load imports the component's module. */
export function later<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): (props: Props) => JSX.Element | null {
  let loaded: FunctionComponent<Props> | undefined
  return function Later(props) {
    const state = useSignal<'waiting' | 'failed' | 'ready'>(loaded ? 'ready' : 'waiting')
    const get = async () => {
      state.value = 'waiting'
      try {
        const [component] = await Promise.all([load(), needMore()])
        loaded = component
        state.value = 'ready'
      } catch {
        // The network is away, or the gateway has another build since.
        state.value = 'failed'
      }
    }
    useEffect(() => {
      if (!loaded) void get()
    }, [])
    const Component = loaded
    if (state.value === 'failed') return <NotLoaded again={get} />
    return state.value === 'ready' && Component ? <Component {...props} /> : null
  }
}

function NotLoaded({ again }: { again: () => void }): JSX.Element {
  const say = words.value
  return (
    <div class="not-loaded" role="alert">
      {say.notLoaded}{' '}
      <button type="button" onClick={again}>
        {say.tryNow}
      </button>
    </div>
  )
}
