/** Channel mode +d: https://docs.inspircd.org/4/modules/delaymsg/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('who has just joined, and has no voice, listens first', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  alice > MODE #tea +d 30
  bob   > JOIN #tea
  carol > JOIN #tea
  alice > MODE #tea +v carol
  alice <…
  bob   <…
  bob   > PRIVMSG #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+d)
  carol > PRIVMSG #tea :hi
  alice < :carol!~carol@192.0.2.1 PRIVMSG #tea :hi
  wait 31s
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
`))
