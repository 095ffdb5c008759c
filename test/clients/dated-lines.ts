import type { Logged } from './person.ts'

/** Reads `2026-01-31 12:34:56` and the rest, which stands behind a tab or a space; UTC. */
export function datedLines(text: string): Logged[] {
  return text.split('\n').flatMap((line) => {
    const [, day, time, rest] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\s(.*)$/.exec(line) ?? []
    return rest === undefined ? [] : [{ at: Date.parse(`${day}T${time}Z`), text: rest }]
  })
}
