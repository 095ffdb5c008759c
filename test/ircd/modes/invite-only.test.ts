/** https://modern.ircdocs.horse/#invite-only-channel-mode */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('into an invite-only channel comes who was invited', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > MODE #tea +i
  bob   > JOIN #tea
  bob   < :irc.test 473 bob #tea :Cannot join channel (+i)
  alice > INVITE bob #tea
  bob   <…
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`))
