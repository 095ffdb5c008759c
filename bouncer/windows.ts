/** Which windows show a line: the buffers in which a person's log keeps it. */
import { type Message, nickOf } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'

/** @returns `<network>/<folded target>` for each window; none for what no window shows. */
export function buffersOf(line: Message, mirror: Mirror, network: string): string[] {
  return namesOf(line, mirror).map((name) => `${network}/${mirror.fold(name)}`)
}

/** The buffer of one window, by its name. */
export function bufferIn(network: string, mirror: Mirror, target: string): string {
  return `${network}/${mirror.fold(mirror.support.withoutStatus(target))}`
}

/** The folded target of such a buffer. */
export function targetIn(buffer: string): string {
  return buffer.slice(buffer.indexOf('/') + 1)
}

/** The mirror must not have read the line yet: whoever quits is still in their channels. */
function namesOf(line: Message, mirror: Mirror): string[] {
  const { verb, source, params } = line
  switch (verb) {
    case 'PRIVMSG':
    case 'NOTICE':
      return isKept(line) ? [mirror.windowOf(line)].filter(isShown) : []
    case 'TAGMSG':
      return isReaction(line) ? [mirror.windowOf(line)].filter(isShown) : []
    case 'REDACT':
      return [mirror.windowOf(line)].filter(isShown)
    case 'JOIN':
    case 'PART':
    case 'KICK':
    case 'TOPIC':
    case 'MODE':
      return mirror.isChannel(params[0] ?? '') ? [params[0]!] : []
    case 'QUIT':
    case 'NICK':
      return mirror.channelsOf(nickOf(source ?? '')).map(({ name }) => name)
    default:
      return []
  }
}

/** Passwords are said to services: that conversation is nobody's to remember. */
function isShown(name: string | undefined): name is string {
  return name !== undefined && !/^(nickserv|authserv)(@|$)/i.test(name)
}

/** Somebody's typing is over when it has been seen; a reaction stays. */
function isReaction({ tags }: Message): boolean {
  return [...(tags?.keys() ?? [])].some((name) => /^\+(draft\/)?(un)?react$/.test(name))
}

/** Questions and answers between programs (CTCP) are not conversation; ACTION is. */
export function isKept({ params: [, text = ''] }: Message): boolean {
  return !text.startsWith('\x01') || text.startsWith('\x01ACTION ')
}
