/**
 * What a network may say to a device at all. A line that lacks what its verb needs would trip
 * clients, and some verbs are the bouncer's own: said by a network they would be lies.
 */
import type { Message } from '#wire/message.ts'

/** How many parameters each verb needs. */
const needs = new Map([
  ...['PRIVMSG', 'NOTICE', 'KICK', 'TOPIC', 'MODE', 'CHGHOST', 'REDACT'].map(
    (v) => [v, 2] as const,
  ),
  ...['JOIN', 'PART', 'NICK', 'TAGMSG', 'ACCOUNT', 'SETNAME', 'INVITE'].map((v) => [v, 1] as const),
  ...['353', '332', '366', '324'].map((v) => [v, 2] as const),
])

const ours = new Set(['MARKREAD', 'BOUNCER', 'CHATHISTORY', 'ACK', 'WEBPUSH', 'METADATA'])

export function isSensible({ verb, params }: Message): boolean {
  if (!/^(?:[A-Z]+|\d{3})$/.test(verb) || ours.has(verb)) return false
  return params.length >= (needs.get(verb) ?? 0) && params[0] !== ''
}
