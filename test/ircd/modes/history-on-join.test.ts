/** Channel mode +H: https://docs.inspircd.org/4/modules/chanhistory/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  alice > JOIN #tea
  alice > MODE #tea +H 2:10m
  alice > PRIVMSG #tea :old
  wait 15m
  alice > PRIVMSG #tea :one
  alice > PRIVMSG #tea :two
`

test('who joins is told what was said last, so many lines and not older than that', () =>
  play(`
  ${scene}
  bob   +
  bob   > JOIN #tea
  bob   <… :irc.test 366 …
  bob   < :alice!~alice@192.0.2.1 PRIVMSG #tea :one
  bob   < :alice!~alice@192.0.2.1 PRIVMSG #tea :two
  bob   <
`))

test('whose client asks by itself is not told', () =>
  play(`
  ${scene}
  bob   + draft/chathistory batch
  bob   > JOIN #tea
  bob   <… :irc.test 366 …
  bob   <
`))

test('too many lines, or too long a time, is 696', () =>
  play(`
  ${scene}
  alice <…
  alice > MODE #tea +H 101:1h
  alice < :irc.test 696 alice #tea H 101:1h :It is written <lines>:<duration>, as 20:1h; at most…
  alice > MODE #tea +H 10:31d
  alice < :irc.test 696 …
`))
