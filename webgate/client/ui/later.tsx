/** A component whose code is loaded when it is first shown: not all visitors need it. */
import { useSignal } from '@preact/signals'
import type { FunctionComponent, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { needMore } from './words.ts'

/** @param load imports the component's module. */
export function later<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): (props: Props) => JSX.Element | null {
  let loaded: FunctionComponent<Props> | undefined
  return function Later(props) {
    const ready = useSignal(loaded !== undefined)
    useEffect(() => {
      if (loaded) return
      let here = true
      Promise.all([load(), needMore()]).then(([component]) => {
        loaded = component
        if (here) ready.value = true
      })
      return () => {
        here = false
      }
    }, [ready])
    const Component = loaded
    return ready.value && Component ? <Component {...props} /> : null
  }
}
