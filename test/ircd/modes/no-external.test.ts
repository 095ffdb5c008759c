/** https://modern.ircdocs.horse/#no-external-messages-mode */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('from outside nobody speaks, unless the mode is taken away', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice <…
  bob   > PRIVMSG #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+n)
  bob   > NOTICE #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+n)
  alice > MODE #tea -n
  alice <…
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
`))
