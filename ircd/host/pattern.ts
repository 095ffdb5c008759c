/** Patterns that strangers' texts are tried on: RE2, so that no text can make one take long. */
import { RE2JS } from 're2js'

/** Characters of a pattern; a program grows with them. */
const charsMax = 500

/** @throws Error of one line when it is no pattern of RE2. Letters match in both cases. */
export function compilePattern(source: string): { test(text: string): boolean } {
  if (source.length > charsMax) throw new Error(`a pattern has at most ${charsMax} characters`)
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)
  } catch (error) {
    throw new Error((error as Error).message.split('\n', 1)[0])
  }
  return { test: (text) => compiled.matcher(text).find() }
}
