/** The words that a command of a service takes, as its `params` say them to people. */

interface Syntax {
  /** How many words there are, the last one counted once. */
  slots: number
  min: number
  /** Whether the last takes the rest of the line as one word. */
  takesRest: boolean
}

const known = new Map<string, Syntax>()

function syntaxOf(params: string): Syntax {
  const found = known.get(params)
  if (found) return found
  const slots = params.match(/<[^>]+>…?|\[[^\]]+\]…?/g) ?? []
  const min = slots.filter((slot) => slot[0] === '<').length
  const takesRest = /…[>\]]$/.test(slots.at(-1) ?? '')
  const syntax = { slots: slots.length, min, takesRest }
  known.set(params, syntax)
  return syntax
}

/** How many words there must be. */
export function minOf(params: string): number {
  return syntaxOf(params).min
}

/** @returns the words; where the last takes the rest of the line, with its spaces. */
export function readWords(params: string, text: string): string[] {
  const { slots, takesRest } = syntaxOf(params)
  const words = text.split(/\s+/).filter(Boolean)
  if (!takesRest || words.length <= slots) return words
  const before = new RegExp(`^\\s*(?:\\S+\\s+){${slots - 1}}`)
  return [...words.slice(0, slots - 1), text.replace(before, '')]
}
