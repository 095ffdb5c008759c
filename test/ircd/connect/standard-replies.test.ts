/** https://ircv3.net/specs/extensions/standard-replies */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('the capability can be had, and without it FAIL is said all the same', () =>
  play(`
  alice + standard-replies
  bob   +
  alice > SETNAME :
  alice < :irc.test FAIL SETNAME INVALID_REALNAME :…
  bob   > SETNAME :
  bob   < :irc.test FAIL SETNAME INVALID_REALNAME :…
`))
