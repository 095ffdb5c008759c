/** https://modern.ircdocs.horse/#user-mode-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('one sees and changes modes of one’s own; only a change is said', () =>
  play(`
  alice +
  alice > MODE alice
  alice < :irc.test 221 alice :+
  alice > MODE ALICE +i
  alice < :alice MODE alice +i
  alice > MODE alice +i
  alice <
  alice > MODE alice
  alice < :irc.test 221 alice :+i
  alice > MODE alice -i+i-i
  alice < :alice MODE alice -i
`))

test('an unknown letter is 501, once, and the others are applied', () =>
  play(`
  alice +
  alice > MODE alice +XiY
  alice < :irc.test 501 alice :Unknown user mode
  alice < :alice MODE alice +i
`))

test('what only the server sets cannot be claimed', () =>
  play(`
  alice +
  alice > MODE alice +Z
  alice <
  alice > MODE alice
  alice < :irc.test 221 alice :+
`))

test('the modes of others are none of one’s business', () =>
  play(`
  alice +
  bob   +
  alice > MODE bob +i
  alice < :irc.test 502 alice :Can't change mode for other users
  alice > MODE bob
  alice < :irc.test 502 alice :Can't change mode for other users
  alice > MODE nobody +i
  alice < :irc.test 401 alice nobody :No such nick or channel
`))
