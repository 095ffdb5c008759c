/**
 * What SEARCH looks for, as data. The attributes are written as tags are: `text=milk\stea;in=#tea`.
 * Source: https://codeberg.org/emersion/soju/src/branch/master/doc/ext/search.md
 */
import { parseTime } from './chathistory.ts'
import { parseTags } from './message.ts'

export interface SearchAttributes {
  /** A channel or somebody's nick. */
  in?: string | undefined
  /** The nick of whoever said it. */
  from?: string | undefined
  /** Milliseconds since 1970: then or later. With it the oldest are wanted, else the newest. */
  after?: number | undefined
  /** Then or earlier. */
  before?: number | undefined
  text: string
  limit: number
  /** Ours: another network of a bouncer's user, by its name or id, or `*` for all of them. */
  network?: string | undefined
}

/** Which attribute cannot be understood, `*` for all, and why. */
export interface SearchFault {
  attribute: string
  text: string
}

const limitDefault = 100
const textCharsMax = 300

/** @param max the limit; a larger one becomes it. */
export function parseSearch(params: string[], max: number): SearchAttributes | SearchFault {
  const [words = ''] = params
  const search: SearchAttributes = { text: '', limit: Math.min(limitDefault, max) }
  for (const [name, value] of parseTags(words)) {
    const fault = take(search, name, value)
    if (fault !== undefined) return { attribute: /^[\w-]+$/.test(name) ? name : '*', text: fault }
  }
  if (words === '') return { attribute: '*', text: 'Say what to search for' }
  search.limit = Math.min(search.limit, max)
  return search
}

/** @returns what is wrong with it. */
function take(search: SearchAttributes, name: string, value: string): string | undefined {
  switch (name) {
    case 'in':
    case 'from':
    case 'network':
      if (value === '' || /[\s,]/.test(value)) return 'This is no name'
      search[name] = value
      return undefined
    case 'after':
    case 'before':
      search[name] = parseTime(value)
      return search[name] === undefined ? 'This is not a timestamp' : undefined
    case 'text':
      search.text = value
      if (value.length > textCharsMax) return 'This is too long'
      return /[\p{L}\p{N}]/u.test(value) ? undefined : 'There is no word in it'
    case 'limit':
      search.limit = Number(value)
      return /^[1-9]\d{0,5}$/.test(value) ? undefined : 'This is no number'
    default:
      return 'There is no such attribute'
  }
}
