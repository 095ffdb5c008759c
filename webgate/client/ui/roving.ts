/** Lists that are one stop for Tab; arrows, Home and End move inside. */

import { embedded } from './saved.ts'

/** For the whole page: a list is marked `data-roving`, the buttons in it `data-stop`. */
export function rove(event: KeyboardEvent): void {
  // A dialog that was opened from a list stands in it, and is none of its business.
  const list = (event.target as HTMLElement).closest?.('[data-roving], dialog')
  if (!list || list.localName === 'dialog') return
  const stops = [...list.querySelectorAll<HTMLElement>('[data-stop]')]
  const at = stops.indexOf(document.activeElement as HTMLElement)
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[event.key]
  const stop = next === undefined ? undefined : stops[next]
  if (!stop) return
  event.preventDefault()
  for (const one of stops) one.tabIndex = one === stop ? 0 : -1
  stop.focus()
}

/**
 * On a touch screen focus would push the keyboard up: the composer is left alone there. So it is
 * inside another page while the person is busy with that one.
 */
export function focusComposer(): void {
  if (embedded && !document.hasFocus()) return
  if (!matchMedia('(hover: hover) and (pointer: fine)').matches) return
  document.querySelector<HTMLElement>('#composer')?.focus()
}
