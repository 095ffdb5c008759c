/** https://ircv3.net/specs/extensions/server-time */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('the time is in milliseconds and the same for everyone', () =>
  play(`
  alice + server-time echo-message
  bob   + server-time
  carol +
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice <…
  bob   <…
  carol <…
  wait 7ms
  alice > PRIVMSG #tea :hi
  alice < @time=2026-01-01T00:00:00.007Z :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
  bob   < @time=2026-01-01T00:00:00.007Z :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
  carol < :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
`))

test('no two lines of a channel share a millisecond, however fast they come', () =>
  play(`
  alice + server-time echo-message
  alice > JOIN #tea
  alice < @time=2026-01-01T00:00:00.000Z :alice!~alice@192.0.2.1 JOIN #tea
  alice <…
  alice > PRIVMSG #tea :1
  alice > PRIVMSG #tea :2
  alice > PRIVMSG #tea :3
  alice < @time=2026-01-01T00:00:00.001Z …:1
  alice < @time=2026-01-01T00:00:00.002Z …:2
  alice < @time=2026-01-01T00:00:00.003Z …:3
  wait 2ms
  alice > PRIVMSG #tea :4
  alice < @time=2026-01-01T00:00:00.004Z …:4
  wait 100ms
  alice > PRIVMSG #tea :5
  alice < @time=2026-01-01T00:00:00.102Z …:5
`))

test('a conversation of two has its own order, and other channels theirs', () =>
  play(`
  alice + server-time echo-message
  bob   +
  alice > JOIN #tea
  alice > JOIN #milk
  alice <…
  wait 10ms
  alice > PRIVMSG #tea :1
  alice > PRIVMSG #milk :1
  alice > PRIVMSG bob :1
  bob   > PRIVMSG alice :2
  alice < @time=2026-01-01T00:00:00.010Z …#tea :1
  alice < @time=2026-01-01T00:00:00.010Z …#milk :1
  alice < @time=2026-01-01T00:00:00.010Z …bob :1
  alice < @time=2026-01-01T00:00:00.011Z :bob!~bob@192.0.2.1 PRIVMSG alice :2
`))

test('a line that stands in two channels is later than the last of both', () =>
  play(`
  alice +
  bob   + server-time
  alice > JOIN #tea,#milk
  bob   > JOIN #tea,#milk
  bob   <…
  wait 10ms
  alice > PRIVMSG #tea :1
  alice > PRIVMSG #tea :2
  alice > PRIVMSG #milk :1
  bob   <…
  alice > NICK queen
  bob   < @time=2026-01-01T00:00:00.012Z :alice!~alice@192.0.2.1 NICK queen
`))

test('numerics and the like have a time as well; an answer to what switches it has none', () =>
  play(`
  alice +
  alice > CAP REQ server-time
  alice < :irc.test CAP alice ACK :server-time
  wait 5ms
  alice > PING x
  alice < @time=2026-01-01T00:00:00.005Z :irc.test PONG irc.test x
  alice > NONSENSE
  alice < @time=2026-01-01T00:00:00.005Z :irc.test 421 alice NONSENSE :Unknown command
  alice > CAP REQ -server-time
  alice < :irc.test CAP alice ACK :-server-time
`))

test('in a labelled batch its beginning has the time', () =>
  play(`
  alice + server-time labeled-response batch
  alice > @label=x PING x
  alice < @time=2026-01-01T00:00:00.000Z;label=x :irc.test PONG irc.test x
  alice > @label=y WHOIS alice
  alice < @time=2026-01-01T00:00:00.000Z;label=y :irc.test BATCH +$b labeled-response
  alice < @batch=$b :irc.test 311 …
  alice <… @time=2026-01-01T00:00:00.000Z :irc.test BATCH -$b
`))
