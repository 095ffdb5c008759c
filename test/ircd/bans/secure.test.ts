/** https://libera.chat/guides/channelmodes: $z */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('whoever is connected without TLS may be kept from speaking', () =>
  play(`
  alice +
  bob   +
  carol connects securely
  carol > NICK carol
  carol > USER carol 0 * :Carol
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice > MODE #tea +b m:$~z
  alice <… …+b ~quiet:~!secure:*
  bob   <…
  bob   > PRIVMSG #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+b)
  carol > PRIVMSG #tea :hi
  alice < :carol!~carol@192.0.2.1 PRIVMSG #tea :hi
`))
