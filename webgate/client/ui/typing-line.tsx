/** Who is typing here. Its height is always the same, so that nothing jumps. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Buffer } from '../state/buffer.ts'
import { listenToLog } from './app.ts'
import { words } from './words.ts'

const lookMs = 1000

export function TypingLine({ buffer }: { buffer: Buffer }): JSX.Element {
  const names = useSignal<string[]>([])
  useEffect(() => {
    let timer: number | undefined
    const look = () => {
      clearTimeout(timer)
      const now = buffer.typists.at(Date.now())
      if (now.join() !== names.peek().join()) names.value = now
      // Only while somebody types is there anything that could end by itself.
      if (now.length > 0) timer = setTimeout(look, lookMs)
    }
    names.value = []
    look()
    const stop = listenToLog((change) => {
      if (change.kind === 'typing' && change.buffer === buffer) look()
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [buffer, names])
  const typing = names.value.length > 0
  return (
    <p class="typing" aria-live="off">
      {typing && (
        <>
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {words.value.typing(names.value)}
        </>
      )}
    </p>
  )
}
