/** https://www.unrealircd.org/docs/Extended_bans */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('a real name is a mask, with _ for a space', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > MODE #tea +b ~realname:BOB_of*
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
`))
