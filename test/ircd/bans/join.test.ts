/** https://www.unrealircd.org/docs/Extended_bans: ~join */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('who fits does not come in, but speaks where it is inside', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +b ~join:bob
  alice <…
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
  bob   > PART #tea
  bob   <…
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
`))
