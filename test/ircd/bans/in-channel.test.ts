/** https://www.unrealircd.org/docs/Extended_bans */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('whoever is in another channel, or has a status there, is kept out while it is', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  bob   > JOIN #spam
  carol > JOIN #spam
  bob   <…
  carol <…
  alice > MODE #tea +b ~channel:@#spam
  carol > JOIN #tea
  carol < :carol!~carol@192.0.2.1 JOIN #tea
  carol <…
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
  alice > MODE #tea +b ~channel:#spam
  carol <…
  carol > PRIVMSG #tea :hi
  carol < :irc.test 404 carol #tea :Cannot send to channel (+b)
  carol > PART #spam
  carol <…
  carol > PRIVMSG #tea :hi
  alice <… :carol!~carol@192.0.2.1 PRIVMSG #tea :hi
`))
