/** What every engine does first with a row. */
import type { NewRow } from './store.ts'

/**
 * What the caller changes after the call must not change the row; and what cannot be a row is
 * refused here, before it travels with others.
 */
export function copyRow({ log, buffer, id, at, event, line }: NewRow): NewRow {
  const texts = [log, buffer, id, line]
  if (
    !texts.every((text) => typeof text === 'string') ||
    !Number.isSafeInteger(at) ||
    typeof event !== 'boolean'
  ) {
    throw new TypeError(`This is no row: ${JSON.stringify({ log, buffer, id, at, event, line })}`)
  }
  return { log, buffer, id, at, event, line }
}
