/** What comes below the last result of a search. Loaded with its panel. */
import type { Found, Hit, Query, Search } from './search.ts'

/**
 * Several messages may have the same time, and a page may end among them: they are asked for again,
 * and what is known is left out.
 * @param known the results so far, newest first; at least one
 * @returns only what is older. Never rejects.
 */
export async function askOlder(search: Search, query: Query, known: Hit[]): Promise<Found> {
  const before = known.at(-1)!.at
  const keys = new Set(known.filter(({ at }) => at === before).map(keyOf))
  const found = await search.ask({ ...query, before })
  const hits = found.hits.filter((hit) => !keys.has(keyOf(hit)))
  if (hits.length > 0 || !found.more) return { ...found, hits }
  // More of one time than a page holds: the server can tell no others of it.
  return search.ask({ ...query, before: before - 1 })
}

function keyOf({ network = '', window, by, msgid, text }: Hit): string {
  return JSON.stringify([network, msgid ?? [window, by, text]])
}
