/** https://modern.ircdocs.horse/#moderated-channel-mode */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('in a moderated channel only the voiced, and those above, speak', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +m
  alice <…
  bob   <…
  bob   > PRIVMSG #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+m)
  bob   > PRIVMSG @#tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+m)
  alice > PRIVMSG #tea :hi
  bob   < :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
  alice > MODE #tea +v bob
  alice <…
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
`))
