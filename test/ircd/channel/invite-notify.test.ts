/** https://ircv3.net/specs/extensions/invite-notify */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('who could have invited, and asked to know, reads it; the others do not', () =>
  play(`
  alice + invite-notify
  bob   + invite-notify
  carol + invite-notify
  dave  +
  erin  + invite-notify
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  dave  > JOIN #tea
  alice > MODE #tea +hh bob dave
  alice <…
  bob   <…
  carol <…
  dave  <…
  alice > INVITE erin #tea
  alice < :irc.test 341 alice erin :#tea
  alice <
  bob   < :alice!~alice@192.0.2.1 INVITE erin #tea
  carol <
  dave  <
  erin  < :alice!~alice@192.0.2.1 INVITE erin #tea
  erin  <
`))
