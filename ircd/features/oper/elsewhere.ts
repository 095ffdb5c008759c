/** What can be done only on the server that somebody is on: no other has a word for it. */
import { fail } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import type { User } from '../../core/network.ts'

/** @returns whether the user is on another server, which the asker has been told then. */
export function isElsewhere({ reply, verb }: Ask, { nick, server, session }: User): boolean {
  if (session) return false
  reply(fail(verb, 'ELSEWHERE', `${nick} is on ${server.name}: only there can it be done`, nick))
  return true
}
