/** What Tab makes of the word before the cursor. */
import type { Buffer } from './buffer.ts'
import { commandNames } from './commands.ts'
import type { Session } from './session.ts'

export interface Completion {
  /** Where the word begins. */
  from: number
  /** Whole words that may stand there, the likeliest first; '' never. */
  words: string[]
}

const wordsMax = 50

export function complete(
  session: Session,
  buffer: Buffer,
  text: string,
  cursor: number,
): Completion {
  const from = Math.max(text.lastIndexOf(' ', cursor - 1), text.lastIndexOf('\n', cursor - 1)) + 1
  const typed = text.slice(from, cursor).toLowerCase()
  // `@bob` means bob.
  const word = typed.replace(/^@/, '')
  const fits = (one: string) => one.toLowerCase().startsWith(word)
  if (from === 0 && word.startsWith('/')) {
    return { from, words: commandNames.map((name) => `/${name}`).filter(fits) }
  }
  if (typed === '') return { from, words: [] }
  const names = session.mirror.isChannel(word) ? channelNames(session) : nicks(session, buffer)
  return { from, words: names.filter(fits).slice(0, wordsMax) }
}

function channelNames(session: Session): string[] {
  return session.buffers.filter(({ kind }) => kind === 'channel').map(({ name }) => name)
}

/** Those who spoke last come first: they are the ones who get an answer. */
function nicks(session: Session, buffer: Buffer): string[] {
  const { mirror } = session
  const members = mirror.channel(buffer.name)?.members.values() ?? []
  const known = new Map([...members].map(({ nick }) => [mirror.fold(nick), nick]))
  if (buffer.kind === 'person') known.set(mirror.fold(buffer.name), buffer.name)
  known.delete(mirror.fold(mirror.nick))
  const spoke = new Map<string, number>()
  for (const { by, at } of buffer.entries.slice(-200)) spoke.set(mirror.fold(by), at)
  return [...known]
    .sort(([a, x], [b, y]) => (spoke.get(b) ?? 0) - (spoke.get(a) ?? 0) || x.localeCompare(y))
    .map(([, nick]) => nick)
}
