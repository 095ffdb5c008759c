/** Masks such as `*!*@host`, with `*` and `?`. */

/**
 * Matches in linear space and without backtracking explosions: only the last `*` is ever retried.
 * Both sides are expected folded.
 */
export function matches(mask: string, text: string): boolean {
  let m = 0
  let t = 0
  let star = -1
  let retry = 0
  while (t < text.length) {
    if (mask[m] === '*') {
      star = m++
      retry = t
    } else if (mask[m] === '?' || mask[m] === text[t]) {
      m++
      t++
    } else if (star >= 0) {
      m = star + 1
      t = ++retry
    } else return false
  }
  while (mask[m] === '*') m++
  return m === mask.length
}

/** Completes what an operator typed to `nick!user@host`: `bob` is `bob!*@*`, `x@y` is `*!x@y`. */
export function completeMask(mask: string): string {
  const bang = mask.indexOf('!')
  const at = mask.indexOf('@', bang + 1)
  if (bang >= 0 && at >= 0) return mask
  if (bang >= 0) return `${mask}@*`
  if (at >= 0) return `*!${mask}`
  return /[.:/]/.test(mask) ? `*!*@${mask}` : `${mask}!*@*`
}
