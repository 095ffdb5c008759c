/** https://www.unrealircd.org/docs/Extended_bans: ~nickchange */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('who fits keeps its name, and may do all the rest', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > MODE #tea +b ~nickchange:bob
  bob   > JOIN #tea
  bob   <…
  bob   > PRIVMSG #tea :hi
  bob   <
  bob   > NICK bill
  bob   < :irc.test 435 bob bill #tea :Cannot change nickname while banned on channel
`))
