/** Times of clocks on walls. */

const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, number>()

/**
 * @param zone such as `Europe/Berlin` or `UTC`
 * @returns milliseconds since 1970; of an hour that comes twice the first, of one that is left out
 * the one behind it.
 * @throws RangeError where there is no such zone.
 */
export function timeIn(zone: string, day: string, seconds: number): number {
  const wall = Date.parse(`${day}T00:00:00Z`) + seconds * 1000
  const hour = Math.floor(wall / 3_600_000)
  const key = `${zone} ${hour}`
  let offset = offsets.get(key)
  if (offset === undefined) {
    const guess = offsetAt(zone, hour * 3_600_000)
    offset = offsetAt(zone, hour * 3_600_000 - guess)
    if (offsets.size > 10_000) offsets.clear()
    offsets.set(key, offset)
  }
  return wall - offset
}

/** How far the clock on the wall is before UTC. */
function offsetAt(zone: string, at: number): number {
  let format = formats.get(zone)
  if (!format) {
    const parts = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
    const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
    const options = { ...parts, ...date, timeZone: zone, hourCycle: 'h23' } as const
    format = new Intl.DateTimeFormat('en-CA', options)
    formats.set(zone, format)
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const [year, month, day] = ['year', 'month', 'day'].map((name) => parts.get(name as 'year'))
  const [hour, minute, second] = ['hour', 'minute', 'second'].map((name) =>
    parts.get(name as 'hour'),
  )
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - at
}
