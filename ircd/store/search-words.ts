/**
 * What counts as a word, for every engine alike: letters and digits, without case, accents or
 * formatting. Where a script does not put spaces between words, each character is one.
 */
import { stripFormatting } from '#wire/formatting.ts'

/** What a search reads of a row. */
export interface Said {
  /** The nick, folded. */
  from: string
  words: string[]
}

/** Words that stand in a row, one behind the other; the last one may be only a beginning. */
export interface Term {
  words: string[]
  isPrefix: boolean
}

const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}'
const word = new RegExp(`[${unspaced}]|(?:(?![${unspaced}])[\\p{L}\\p{N}])+`, 'gu')

/** A longer one is told by its beginning. */
const wordCharsMax = 40
/** Of one message; nobody reads further either. */
const wordsMax = 2_000
const termsMax = 16
/** A shorter beginning would stand for half of all words. */
const prefixCharsMin = 3

export function wordsOf(text: string): string[] {
  const plain = /^[\x20-\x7e]*$/.test(text)
  const found = plain
    ? text.toLowerCase().match(/[a-z0-9]+/g)
    : stripFormatting(text).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().match(word)
  return (found ?? []).slice(0, wordsMax).map((one) => one.slice(0, wordCharsMax))
}

/**
 * Reads what somebody looks for. Words may come in any order, "some words" in quotes stand
 * together, and `begin*` is a beginning.
 * @returns nothing where there is no word in it.
 */
export function termsOf(text: string): Term[] {
  const pieces = [...text.matchAll(/"([^"]*)"?|(\S+)/g)].slice(0, termsMax)
  return pieces.flatMap(([, quoted, bare = '']) => {
    const words = wordsOf(quoted ?? bare)
    const last = words.at(-1)
    if (last === undefined) return []
    return { words, isPrefix: bare.endsWith('*') && last.length >= prefixCharsMin }
  })
}

/** Each row is read when it is written: this takes a third of the time of parsing it whole. */
const message = /^(?:@\S* )?(?::([^ !]*)\S* )?(?:PRIVMSG|NOTICE) \S+ :?(?:\x01ACTION )?(.*)$/

/** @returns nothing where the row is no message. */
export function saidIn(line: string): Said | undefined {
  if (!line.includes('\n')) return saidInLine(line)
  const all = line.split('\r\n').flatMap((one) => saidInLine(one) ?? [])
  return all[0] && { from: all[0].from, words: all.flatMap(({ words }) => words) }
}

function saidInLine(line: string): Said | undefined {
  const [, from = '', text] = message.exec(line) ?? []
  return text === undefined ? undefined : { from: foldedNick(from), words: wordsOf(text) }
}

export function foldedNick(nick: string): string {
  return nick.toLowerCase()
}

export function matches({ from, words }: Said, terms: Term[], wanted: string): boolean {
  return (wanted === '' || from === wanted) && terms.every((term) => hasTerm(words, term))
}

function hasTerm(words: string[], { words: wanted, isPrefix }: Term): boolean {
  const last = wanted.length - 1
  return words.some((_, at) =>
    wanted.every((one, i) => {
      const here = words[at + i]
      return here === one || (isPrefix && i === last && here?.startsWith(one) === true)
    }),
  )
}
