/** https://docs.inspircd.org/4/modules/botmode/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('whoever says that it is a bot is meant, from that moment on', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +b ~quiet:~bot
  bob   > PRIVMSG #tea :one
  alice <… …PRIVMSG #tea :one
  bob   > MODE bob +B
  bob   <…
  bob   > PRIVMSG #tea :two
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+b)
`))
