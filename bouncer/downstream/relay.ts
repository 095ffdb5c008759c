/** What a person hears of channels that they have hidden: only their own name. */
import { type Message, nickOf } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { parseKept } from '#wire/multiline.ts'

/** The channel or person that a line is about, for lines that belong to one window. */
export function windowOf(line: Message, mirror: Mirror): string | undefined {
  const { verb, params } = line
  switch (verb) {
    case 'PRIVMSG':
    case 'NOTICE':
    case 'TAGMSG':
    case 'REDACT':
      return mirror.windowOf(line)
    case 'JOIN':
    case 'PART':
    case 'KICK':
    case 'TOPIC':
    case 'MODE':
      return params[0]
    case '353':
      return params[2]
    default:
      return /^\d{3}$/.test(verb) ? params[1] : undefined
  }
}

/** @returns what to tell the person, or nothing. */
export function relayed(line: Message, mirror: Mirror): string | undefined {
  if (line.verb !== 'PRIVMSG' && line.verb !== 'NOTICE') return undefined
  const from = nickOf(line.source ?? '')
  const [target = '', whole = ''] = line.params
  const text = whole.replaceAll('\n', ' ')
  if (mirror.isMe(from) || !calls(text, mirror.nick)) return undefined
  const said = text.startsWith('\x01ACTION ')
    ? `* ${from} ${text.slice(8, -1)}`
    : `<${from}> ${text}`
  return `${target} ${said}`
}

/** Whether a stored line calls somebody by their nick. */
export function isHighlight(text: string, nick: string): boolean {
  return calls(parseKept(text)?.params[1] ?? '', nick)
}

/** Whether a nick stands in a text as a word of its own, in any case of letters. */
export function calls(text: string, nick: string): boolean {
  const [lower, wanted] = [text.toLowerCase(), nick.toLowerCase()]
  if (wanted === '') return false
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + 1)) {
    const around = (lower[at - 1] ?? ' ') + (lower[at + wanted.length] ?? ' ')
    if (!/[\p{L}\p{N}_[\]\\`^{|}-]/u.test(around)) return true
  }
  return false
}
