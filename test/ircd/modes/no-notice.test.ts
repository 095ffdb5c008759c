/** Channel mode +T: https://docs.inspircd.org/4/channel-modes/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('nobody below half-operators sends a NOTICE', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +T
  alice <…
  bob   <…
  bob   > NOTICE #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+T)
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
  alice > NOTICE #tea :hi
  bob   < :alice!~alice@192.0.2.1 NOTICE #tea :hi
  alice > MODE #tea -T+b ~nonotice:bob
  bob   <…
  bob   > NOTICE #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+T)
`))
