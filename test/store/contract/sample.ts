/** Rows to keep, and how to look at what was kept. */
import type { NewRow, Page, Store } from '#store/store.ts'

/** Registers a test that is handed an empty store. */
export type Rule = (title: string, check: (store: Store) => Promise<void>) => void

/** A row whose id is also what it says. */
export function row(id: string, at: number, rest: Partial<NewRow> = {}): NewRow {
  return {
    log: 'channel/1',
    buffer: '',
    id,
    at,
    event: false,
    line: `:a PRIVMSG #a :${id}`,
    ...rest,
  }
}

export const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).join(' ')

export const everything: Page = {
  log: 'channel/1',
  buffer: '',
  keep: 'oldest',
  limit: 1000,
  events: true,
}
