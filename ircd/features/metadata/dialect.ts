/** What differs between the two drafts of METADATA, of which a client speaks one. */
import { type Message, messageFrom } from '#wire/message.ts'
import { RPL_KEYNOTSET, RPL_KEYVALUE } from '#wire/numerics/metadata.ts'
import { fail, type Reply } from '#wire/numerics.ts'
import type { Session } from '../../core/session.ts'

export const second = 'draft/metadata-2'
export const third = 'draft/metadata-3'

/** Whether it speaks one of them; both need batches. */
export function speaksMetadata(session: Session): boolean {
  return (session.has(second) || session.has(third)) && session.has('batch')
}

/** One value, told to whom has not asked for it. An empty text stands for no value in the second. */
export function telling(
  session: Session,
  source: string,
  target: string,
  key: string,
  value: string | undefined,
): Message {
  const server = session.user.server.name
  return session.has(third)
    ? toldInThird(server, target, key, value)
    : toldInSecond(source, target, key, value)
}

export function toldInSecond(
  source: string,
  target: string,
  key: string,
  value: string | undefined,
): Message {
  return messageFrom(source, 'METADATA', target, key, '*', value ?? '')
}

export function toldInThird(
  server: string,
  target: string,
  key: string,
  value: string | undefined,
): Message {
  const { verb, params } =
    value === undefined ? RPL_KEYNOTSET(target, key) : RPL_KEYVALUE(target, key, value)
  return messageFrom(server, verb, '*', ...params)
}

const isThird = (session: Session) => session.has(third)

export function badKey(session: Session, key: string): Reply {
  return refuse(isThird(session) ? 'INVALID_KEY' : 'KEY_INVALID', 'This is no key', key || '*')
}

export function badValue(session: Session, key: string): Reply {
  const text = 'The value is too long'
  return isThird(session) ? refuse('INVALID_VALUE', text, key) : refuse('VALUE_INVALID', text)
}

export function badSubcommand(session: Session, sub: string): Reply {
  const code = isThird(session) ? 'INVALID_PARAMS' : 'SUBCOMMAND_INVALID'
  return refuse(code, 'This is no subcommand of METADATA', sub || '*')
}

export function badTarget(target: string): Reply {
  return refuse('INVALID_TARGET', 'There is nobody and nothing of that name', target || '*')
}

export function forbidden(target: string, key: string): Reply {
  return refuse('KEY_NO_PERMISSION', 'This is not for you', target, key)
}

export function tooMany(session: Session, target: string, max: number): Reply {
  const more = isThird(session) ? [String(max)] : []
  return refuse('LIMIT_REACHED', 'There are too many keys', target, ...more)
}

export function tooManySubs(session: Session, key: string, max: number): Reply {
  const text = 'These are too many subscriptions'
  return isThird(session)
    ? refuse('LIMIT_REACHED', text, key, String(max))
    : refuse('TOO_MANY_SUBS', text, key)
}

export function tooFast(target: string, key: string, seconds: number): Reply {
  return refuse('RATE_LIMITED', 'Too many changes: please wait', target, key, String(seconds))
}

/** The answer where a key that is not there was to be taken away. */
export function notSet(session: Session, target: string, key: string): Reply {
  return isThird(session)
    ? RPL_KEYNOTSET(target, key)
    : refuse('KEY_NOT_SET', 'This key is not set', target, key)
}

/** The answer where CLEAR has taken a key away. */
export function cleared(session: Session, target: string, key: string): Reply {
  return isThird(session) ? RPL_KEYNOTSET(target, key) : RPL_KEYVALUE(target, key, '')
}

function refuse(code: string, text: string, ...context: string[]): Reply {
  return fail('METADATA', code, text, ...context)
}
