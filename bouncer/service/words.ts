/** Reading what was typed: words, `name=value`, and "several words in quotes". */
import type { Words } from './command.ts'

/** @returns the words without their quotes; an open quote ends with the text. */
export function split(text: string): string[] {
  const words: string[] = []
  for (const [, piece = ''] of text.matchAll(/\s*((?:"[^"]*"?|'[^']*'?|[^\s"'])+)/g)) {
    words.push(piece.replace(/"([^"]*)"?|'([^']*)'?/g, (_, a, b) => a ?? b ?? ''))
  }
  return words
}

/** `name=value` is named, but for the first `min` words: a password may have a `=` in it. */
export function sorted(words: string[], min: number): Words {
  const plain = words.slice(0, min)
  const named = new Map<string, string>()
  for (const word of words.slice(min)) {
    const [, name, value] = /^([a-z]+)=(.*)$/is.exec(word) ?? []
    if (name === undefined) plain.push(word)
    else named.set(name.toLowerCase(), value ?? '')
  }
  return { plain, named }
}
