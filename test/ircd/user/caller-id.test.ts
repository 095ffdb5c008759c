/** https://modern.ircdocs.horse/#accept-message and user mode +g, as Solanum has them. */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  alice > MODE alice +g
  alice <…
`

test('who was not accepted is told so, and once a minute the other is told', () =>
  play(`
  ${scene}
  bob   > PRIVMSG alice :hi
  bob   < :irc.test 716 bob alice :hears only those whom it has accepted (+g)
  bob   < :irc.test 717 bob alice :has been told that you wrote
  alice < :irc.test 718 alice bob ~bob@192.0.2.1 :is writing to you, and you hear only…
  bob   > PRIVMSG alice :hi
  bob   < :irc.test 716 bob alice :hears only those whom it has accepted (+g)
  bob   <
  alice <
  wait 61s
  alice <…
  bob   > PRIVMSG alice :hi
  alice < :irc.test 718 …
`))

test('who was accepted is heard, until it is not any more', () =>
  play(`
  ${scene}
  alice > ACCEPT BOB
  alice <
  bob   > PRIVMSG alice :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG alice :hi
  bob   > NICK bill
  bob   <…
  bob   > PRIVMSG alice :hi
  alice < :bill!~bob@192.0.2.1 PRIVMSG alice :hi
  alice > ACCEPT -bill
  bob   > PRIVMSG alice :hi
  bob   < :irc.test 716 …
`))

test('the list is shown, and has an end', () =>
  play(`
  ${scene}
  carol +
  alice > ACCEPT bob,carol
  alice > ACCEPT *
  alice < :irc.test 281 alice :bob carol
  alice < :irc.test 282 alice :End of your accept list
  alice > ACCEPT bob
  alice < :irc.test 457 alice bob :is already on your accept list
  alice > ACCEPT -nobody
  alice < :irc.test 401 alice nobody :No such nick or channel
  alice > ACCEPT -bob
  alice > ACCEPT -bob
  alice < :irc.test 458 alice bob :is not on your accept list
  carol drops
  alice > ACCEPT
  alice < :irc.test 282 …
  ${Array.from({ length: 64 }, (_, i) => `n${i} +\n  alice > ACCEPT n${i}`).join('\n  ')}
  alice > ACCEPT bob
  alice < :irc.test 456 alice :Your accept list is full
`))

test('whom one has written to may answer', () =>
  play(`
  ${scene}
  alice > PRIVMSG bob :hi
  bob   <…
  bob   > PRIVMSG alice :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG alice :hi
`))
