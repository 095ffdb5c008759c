/** What was sent lately, for the Up key. */

const sentMax = 50

/** Newest last. */
const sent: string[] = []
/** How far back the box is; 0 when it holds something new. */
let recalled = 0

export function remember(text: string): void {
  if (sent.at(-1) !== text) sent.push(text)
  if (sent.length > sentMax) sent.shift()
  recalled = 0
}

/** Whoever comes next shall not find it. */
export function forgetSent(): void {
  sent.length = recalled = 0
}

/** In an empty box, or one that holds what was just brought back. @returns what to put into it. */
export function recall(text: string, by: 1 | -1): string | undefined {
  const shown = recalled > 0 && text === sent.at(-recalled)
  if (text !== '' && !shown) return undefined
  const next = (shown ? recalled : 0) + by
  if (next < 0 || next > sent.length) return undefined
  recalled = next
  return next === 0 ? '' : sent.at(-next)!
}
