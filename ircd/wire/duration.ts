/** How long something holds, as operators type it: `1d2h`, `30m`, `90` for seconds, `0` for ever. */

const seconds: Record<string, number> = {
  y: 31_536_000,
  w: 604_800,
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
}

/** A hundred years; more is for ever. */
const secondsMax = 100 * 31_536_000

/** @returns seconds, 0 for ever, or nothing when it is no duration. */
export function parseDuration(text: string): number | undefined {
  if (/^(forever|perm|permanent|0)$/i.test(text)) return 0
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text), secondsMax)
  if (!/^(?:\d{1,6}[ywdhms])+$/i.test(text)) return undefined
  let sum = 0
  for (const [, count, unit] of text.matchAll(/(\d+)([a-z])/gi)) {
    sum += Number(count) * seconds[unit!.toLowerCase()]!
  }
  return Math.min(sum, secondsMax)
}

/** The two largest units that are not zero: `1d2h`. */
export function formatDuration(total: number): string {
  const parts: string[] = []
  let left = Math.floor(total)
  for (const [unit, worth] of Object.entries(seconds)) {
    const count = Math.floor(left / worth)
    left -= count * worth
    if (count && parts.length < 2) parts.push(`${count}${unit}`)
  }
  return parts.join('') || '0s'
}
