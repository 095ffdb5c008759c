/** On which line of a TOML text a key stands: parsers tell what they read, not where. */

export type Places = (path: readonly PropertyKey[]) => number | undefined

const word = String.raw`(?:[\w-]+|"[^"]*"|'[^']*')`
const dotted = String.raw`${word}(?:\s*\.\s*${word})*`
const header = new RegExp(String.raw`^\s*(\[\[?)\s*(${dotted})\s*\]`)
const assignment = new RegExp(String.raw`^\s*(${dotted})\s*=\s*(.*)$`)
const words = new RegExp(word, 'g')

/**
 * Reads where keys and sections are.
 * @returns for a path of keys its line, from 1; for a path that is nowhere, that of the longest
 *   beginning that is somewhere, and nothing where there is none.
 */
export function placesIn(text: string): Places {
  const lines = new Map<string, number>()
  const counts = new Map<string, number>()
  let section: string[] = []
  let quote: string | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (quote !== undefined) {
      if (line.includes(quote)) quote = undefined
      continue
    }
    const [, bracket, name] = header.exec(line) ?? []
    const [, key, value = ''] = assignment.exec(line) ?? []
    if (name) section = bracket === '[' ? split(name) : nth(split(name), counts)
    const path = key ? [...section, ...split(key)] : name ? section : []
    for (let end = 1; end <= path.length; end++) {
      const beginning = path.slice(0, end).join('\n')
      if (!lines.has(beginning)) lines.set(beginning, index + 1)
    }
    quote = opened(value)
  }
  return (path) => {
    for (let end = path.length; end > 0; end--) {
      const line = lines.get(path.slice(0, end).map(String).join('\n'))
      if (line !== undefined) return line
    }
    return undefined
  }
}

/** `[[oper]]` begins one more section of a list: its path ends in its number, from 0. */
function nth(path: string[], counts: Map<string, number>): string[] {
  const list = path.join('\n')
  const index = counts.get(list) ?? 0
  counts.set(list, index + 1)
  return [...path, String(index)]
}

/** The quotes of a text of several lines that begins here and does not end. */
function opened(value: string): string | undefined {
  const quote = /^("""|''')/.exec(value)?.[1]
  return quote && !value.slice(3).includes(quote) ? quote : undefined
}

function split(path: string): string[] {
  return (path.match(words) ?? []).map((part) => part.replace(/^(["'])(.*)\1$/, '$2'))
}
