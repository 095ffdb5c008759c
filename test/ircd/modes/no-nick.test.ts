/** Channel mode +N: https://docs.inspircd.org/4/channel-modes/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('nobody below half-operators takes another name', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +N
  alice <…
  bob   <…
  bob   > NICK bill
  bob   < :irc.test 447 bob #tea :Cannot change nickname while on this channel (+N)
  alice > NICK alicia
  alice < :alice!~alice@192.0.2.1 NICK alicia
`))
