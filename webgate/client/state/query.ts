/** What is typed into the search. Loaded with its panel. */
import type { Query } from './search.ts'

const day = /^\d{4}-\d\d-\d\d$/

/** Reads `tea from:bob after:2026-01-31`; words that are none of ours are text. */
export function readQuery(typed: string): Query {
  const query: Query = { text: '' }
  const words: string[] = []
  for (const word of typed.match(/"[^"]*"?|\S+/g) ?? []) {
    const [, name, value = ''] = /^(from|in|after|before):(.+)$/i.exec(word) ?? []
    const key = name?.toLowerCase()
    if (key === 'from' || key === 'in') query[key] = value
    else if ((key === 'after' || key === 'before') && day.test(value))
      query[key] = dayAt(value, key)
    else words.push(word)
  }
  query.text = words.join(' ')
  return query
}

/** The reader's own day: `before` is to its end. */
function dayAt(text: string, key: 'after' | 'before'): number {
  const at = Date.parse(`${text}T00:00:00`)
  return key === 'after' ? at : at + 86_400_000 - 1
}
