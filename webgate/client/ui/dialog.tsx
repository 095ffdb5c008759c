/** A window on top of the page; the browser keeps the focus inside and Escape closes it. */
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from './icons.tsx'
import { words } from './words.ts'

interface Props {
  title: string
  close: () => void
  children: ComponentChildren
}

export function Dialog({ title, close, children }: Props): JSX.Element {
  const place = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    place.current!.showModal()
    return () => before?.focus()
  }, [])
  return (
    <dialog ref={place} class="dialog" aria-labelledby="dialog-title" onClose={close}>
      <header>
        <h2 id="dialog-title">{title}</h2>
        <button class="quiet" type="button" aria-label={words.value.closePanel} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  )
}
