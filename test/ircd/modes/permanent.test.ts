/** Channel mode +P: https://www.unrealircd.org/docs/Channel_modes */
import { test } from 'node:test'
import { oper } from '../../opers.ts'
import { play } from '../../play.ts'

const opers = [oper('boss')]

test('operators of the network switch it, and the channel stays without members', () =>
  play(
    `
  alice +
  bob   +
  alice > JOIN #tea
  alice > TOPIC #tea :milk first
  alice <…
  alice > MODE #tea +P
  alice < :irc.test 481 alice :Permission denied…
  alice > OPER boss sesame
  alice <…
  alice > MODE #tea +P
  alice < :alice!~alice@192.0.2.1 MODE #tea +P
  alice > PART #tea
  wait 120m
  bob   > LIST
  bob   <… :irc.test 322 bob #tea 0 :milk first
`,
    { settings: { opers } },
  ))

test('nobody operates it who comes into the empty channel, and without +P it ends', () =>
  play(
    `
  alice +
  bob   +
  alice > OPER boss sesame
  alice > JOIN #tea
  alice > MODE #tea +P
  alice > PART #tea
  bob   > JOIN #tea
  bob   <… :irc.test 353 bob = #tea :bob
  bob   > PART #tea
  alice > MODE #tea -P
  bob   <…
  bob   > LIST
  bob   < :irc.test 321 …
  bob   < :irc.test 323 …
`,
    { settings: { opers } },
  ))
