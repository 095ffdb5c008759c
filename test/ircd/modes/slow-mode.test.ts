/** Channel mode +W, our own: docs/channel-modes.md */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   + message-tags
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +W 30
  alice <…
  bob   <…
`

test('who has no voice speaks once in that time, and is told how long to wait', () =>
  play(`
  ${scene}
  bob   > PRIVMSG #tea :one
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :one
  wait 10s
  bob   > NOTICE #tea :two
  bob   < :irc.test FAIL NOTICE SLOW_MODE #tea 20 :Slow mode: wait 20 seconds before you speak again
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+W)
  alice <
  wait 20s
  bob   > PRIVMSG #tea :two
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :two
`))

test('what has no text does not count, and those with a voice do not wait', () =>
  play(`
  ${scene}
  bob   > @+typing=active TAGMSG #tea
  bob   > @+typing=active TAGMSG #tea
  bob   <
  alice > PRIVMSG #tea :one
  alice > PRIVMSG #tea :two
  bob   <… …PRIVMSG #tea :two
  alice > MODE #tea +v bob
  alice <…
  bob   > PRIVMSG #tea :one
  bob   > PRIVMSG #tea :two
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :one
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :two
`))

test('an account waits also when it comes back', () =>
  play(
    `
  alice +
  bob   + sasl
  bob signs in
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +W 30
  bob   > PRIVMSG #tea :one
  bob   drops
  bob   + sasl
  bob signs in
  bob   > JOIN #tea
  bob   <…
  bob   > PRIVMSG #tea :two
  bob   < :irc.test FAIL PRIVMSG SLOW_MODE #tea 30 …
`,
    { accounts: { bob: 'secret' } },
  ))

test('the parameter is a number of seconds', () =>
  play(`
  ${scene}
  alice > MODE #tea +W 0
  alice < :irc.test 696 alice #tea W 0 :It is a number of seconds from 1 to 21600
`))
