/** https://docs.inspircd.org/4/modules/timedbans/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('TBAN is a ban that ends by itself', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice <…
  alice > TBAN #tea 1h30m bob
  alice < :alice!~alice@192.0.2.1 MODE #tea +b ~time:90:bob!*@*
  bob   > TBAN #tea 1h alice
  bob   < :irc.test 442 bob #tea :You're not on that channel
  wait 90m
  alice <… :irc.test MODE #tea -b ~time:90:bob!*@*
`))

test('a duration is weeks, days, hours and minutes', () =>
  play(`
  alice +
  alice > JOIN #tea
  alice <…
  alice > TBAN #tea 1w2d m:bob
  alice < :alice!~alice@192.0.2.1 MODE #tea +b ~time:12960:~quiet:bob!*@*
  alice > TBAN #tea soon bob
  alice < :irc.test FAIL TBAN INVALID_PARAMS #tea soon :A duration is written as 90m, 2h or 1w3d
  alice > TBAN #tea 1h
  alice < :irc.test 461 alice TBAN :Not enough parameters
`))
