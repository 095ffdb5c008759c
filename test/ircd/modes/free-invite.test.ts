/** Channel mode +A: https://docs.inspircd.org/4/channel-modes/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('every member invites into an invite-only channel, unless it is kept from speaking', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +i
  bob   <…
  bob   > INVITE carol #tea
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  alice > MODE #tea +A
  bob   <…
  bob   > INVITE carol #tea
  bob   < :irc.test 341 bob carol :#tea
  alice > MODE #tea +b ~quiet:bob
  bob   <…
  bob   > INVITE carol #tea
  bob   < :irc.test 482 bob #tea :You're not a channel operator
`))
