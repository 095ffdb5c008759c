/** https://modern.ircdocs.horse/#ban-exception-channel-mode */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('no ban touches who is excepted', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  alice > MODE #tea +be *!*@* bob
  carol > JOIN #tea
  carol < :irc.test 474 carol #tea :Cannot join channel (+b)
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  bob   <…
  alice <…
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
  bob   > MODE #tea e
  bob   < :irc.test 348 bob #tea bob!*@* alice!~alice@192.0.2.1 :1767225600
  bob   < :irc.test 349 bob #tea :End of exception list
`))
