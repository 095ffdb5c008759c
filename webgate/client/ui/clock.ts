/** Times as the reader's language writes them. */
import { computed } from '@preact/signals'
import { language, words } from './words.ts'

const formats = computed(() => ({
  time: new Intl.DateTimeFormat(language.value, { timeStyle: 'short', hourCycle: 'h23' }),
  day: new Intl.DateTimeFormat(language.value, { weekday: 'long', day: 'numeric', month: 'long' }),
  full: new Intl.DateTimeFormat(language.value, { dateStyle: 'full', timeStyle: 'medium' }),
}))

const minuteMs = 60_000
let lastMinute = Number.NaN
let lastFormat: Intl.DateTimeFormat | undefined
let lastTime = ''

/** Of each minute many lines are shown, so the last text is kept. */
export function timeText(at: number): string {
  const { time } = formats.value
  const minute = Math.floor(at / minuteMs)
  if (minute !== lastMinute || time !== lastFormat) {
    lastTime = time.format(at)
    lastMinute = minute
    lastFormat = time
  }
  return lastTime
}

export function fullText(at: number): string {
  return formats.value.full.format(at)
}

let lastQuarter = Number.NaN
let lastDay = 0

/** The reader's own day, as a number that two entries of one day share. */
export function dayOf(at: number): number {
  // Days begin on a quarter of an hour everywhere.
  const quarter = Math.floor(at / (15 * minuteMs))
  if (quarter === lastQuarter) return lastDay
  lastQuarter = quarter
  lastDay = new Date(at).setHours(0, 0, 0, 0)
  return lastDay
}

/** A day and its time. */
export function momentText(at: number): string {
  return `${dayText(at)}, ${timeText(at)}`
}

export function dayText(at: number): string {
  const today = dayOf(Date.now())
  const day = dayOf(at)
  if (day === today) return words.value.today
  // The night of a clock change has 23 or 25 hours.
  if (day === dayOf(today - 12 * 3_600_000)) return words.value.yesterday
  return formats.value.day.format(at)
}
