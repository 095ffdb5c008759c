/** https://www.unrealircd.org/docs/Extended_bans: ~inherit */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('the bans of another channel hold here too, but not what that one inherits', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea,#milk,#sugar
  alice > MODE #tea +b ~inherit:#milk
  alice > MODE #milk +bb bob ~inherit:#sugar
  alice > MODE #sugar +bb carol ~inherit:#tea
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
  carol > JOIN #tea
  carol < :carol!~carol@192.0.2.1 JOIN #tea
`))

test('two channels may inherit from each other, also for a while', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea,#milk
  alice > MODE #tea +b ~time:60:~inherit:#milk
  alice > MODE #milk +b ~time:60:~inherit:#tea
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`))
