/** Channel mode +c: https://www.unrealircd.org/docs/Channel_modes */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('nobody below half-operators speaks in colours, but bold may be', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +c
  alice <…
  bob   <…
  bob   > PRIVMSG #tea :\x0304red\x03
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+c)
  bob   > PRIVMSG #tea :\x02bold\x02
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :\x02bold\x02
  alice > MODE #tea -c+b ~nocolor:bob
  alice < :alice!~alice@192.0.2.1 MODE #tea -c+b ~nocolour:bob!*@*
  bob   <…
  bob   > PRIVMSG #tea :\x0304red\x03
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+c)
`))
