/** https://docs.inspircd.org/4/modules/muteban/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('who is quiet comes in, but does not speak, by no means, without a voice', () =>
  play(`
  alice +
  bob   + message-tags
  alice > JOIN #tea
  alice > MODE #tea -t+b ~quiet:bob
  bob   > JOIN #tea
  bob   < …:bob!~bob@192.0.2.1 JOIN #tea
  bob   <…
  bob   > PRIVMSG #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+b)
  bob   > NOTICE #tea :hi
  bob   < :irc.test 404 …
  bob   > @+typing=active TAGMSG #tea
  bob   < :irc.test 404 …
  bob   > TOPIC #tea :hi
  bob   < :irc.test 404 …
  bob   > NICK bill
  bob   < …NICK bill
  bob   > NICK bob
  alice > MODE #tea +v bob
  alice <…
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
`))
