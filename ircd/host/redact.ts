/** IRC lines without their secrets, for traces. */
import { format, parse } from '#wire/message.ts'

const blank = '***'

/** Parameters from this one on are secret; a person's words come after the target. */
const secretFrom: Record<string, number> = {
  AUTHENTICATE: 0,
  PASS: 0,
  WEBIRC: 0,
  IDENTIFY: 0,
  OPER: 1,
  REGISTER: 2,
  VERIFY: 1,
}
const services = new Set([
  'NS',
  'NICKSERV',
  'CS',
  'CHANSERV',
  'BS',
  'BOUNCERSERV',
  'OS',
  'MS',
  'MEMOSERV',
  'HS',
  'HOSTSERV',
])
const texts = new Set(['PRIVMSG', 'NOTICE', 'SQUERY'])
/** What an AUTHENTICATE may carry that is no secret: a mechanism, an empty answer, an abort. */
const openWord = /^(?:PLAIN|EXTERNAL|ANONYMOUS|SCRAM-[A-Z0-9-]+|[A-Z0-9]+BEARER|\+|\*)$/

/**
 * The line with `***` for passwords, tokens, AUTHENTICATE payloads, and for what is said to a
 * service after the first word. What cannot be read as a line is left out altogether.
 */
export function redactLine(line: string): string {
  const message = parse(line)
  if (!message) return ''
  const { verb, params } = message
  if (services.has(verb)) return format({ ...message, params: firstWord(params.join(' ')) })
  if (texts.has(verb) && isService(params[0])) {
    const said = firstWord(params.slice(1).join(' '))
    return format({ ...message, params: [params[0]!, said.join(' ')] })
  }
  const from = secretFrom[verb]
  if (from === undefined) return line
  return format({ ...message, params: params.map((p, i) => (i < from || isOpen(p) ? p : blank)) })

  function isOpen(param: string): boolean {
    return verb === 'AUTHENTICATE' && openWord.test(param)
  }
}

/** NickServ and its like, also as `NickServ@services`, and the bouncer's `*status`. */
function isService(target = ''): boolean {
  return /^\*|serv(?:@|$)/i.test(target)
}

function firstWord(text: string): string[] {
  const words = text.trim().split(/\s+/)
  return words.length > 1 ? [words[0]!, blank] : words
}
