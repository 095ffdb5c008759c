/** Channel mode +C: https://docs.inspircd.org/4/channel-modes/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice <…
  bob   <…
`

test('nobody below half-operators sends CTCP, but an action is none', () =>
  play(`
  ${scene}
  alice > MODE #tea +C
  alice <…
  bob   <…
  bob   > PRIVMSG #tea :\x01VERSION\x01
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+C)
  bob   > PRIVMSG #tea :\x01ACTION waves\x01
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :\x01ACTION waves\x01
  alice > PRIVMSG #tea :\x01VERSION\x01
  bob   < :alice!~alice@192.0.2.1 PRIVMSG #tea :\x01VERSION\x01
`))

test('a ban may keep some from it, and an exception let some', () =>
  play(`
  ${scene}
  alice > MODE #tea +b ~noctcp:bob
  alice < :alice!~alice@192.0.2.1 MODE #tea +b ~noctcp:bob!*@*
  bob   <…
  bob   > PRIVMSG #tea :\x01VERSION\x01
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+C)
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
  alice > MODE #tea +e ~msgbypass:ctcp:bob
  alice <…
  bob   > PRIVMSG #tea :\x01VERSION\x01
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :\x01VERSION\x01
`))
