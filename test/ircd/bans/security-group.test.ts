/** https://www.unrealircd.org/docs/Security-group_block */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('strangers can be kept out, until they log in', () =>
  play(
    `
  alice +
  bob   + sasl
  alice > JOIN #tea
  alice > MODE #tea +b ~security-group:unknown-users
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :…
  bob   signs in
  bob   <…
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  alice > MODE #tea -b+b ~security-group:unknown-users ~g:known-users
  alice <… …-b+b ~security-group:unknown-users ~security-group:known-users
  alice > MODE #tea +b ~security-group:nobody
  alice < :irc.test 696 alice #tea b ~security-group:nobody :This cannot be a mask
`,
    { accounts: { bob: 'teatime' } },
  ))

test('by encryption, and by a gateway', () =>
  play(`
  alice +
  alice > JOIN #tea,#web
  alice > MODE #tea +b ~!security-group:tls-users
  alice > MODE #web +b ~!security-group:webirc-users
  bob   +
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :…
  carol connects securely
  carol > WEBIRC house-secret webgate door.example 198.51.100.7 :secure
  carol > NICK carol
  carol > USER carol 0 * :Carol
  carol <…
  bob   > JOIN #web
  bob   < :irc.test 474 bob #web :…
  carol > JOIN #web
  carol <… :carol!~carol@door.example JOIN #web
  carol <…
  carol > JOIN #tea
  carol < :carol!~carol@door.example JOIN #tea
`))
