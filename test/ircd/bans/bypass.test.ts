/** https://www.unrealircd.org/docs/Extended_bans: ~msgbypass */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('an exception opens the guards that it names, and no other', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > MODE #tea +mne ~msgbypass:external+moderated:bob
  alice <…
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
  alice > MODE #tea +T
  bob   > NOTICE #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+T)
  alice <…
  alice > MODE #tea +e ~msgbypass:nothing:bob
  alice < :irc.test 696 …
`))
