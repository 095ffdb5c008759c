/** https://www.unrealircd.org/docs/Extended_bans: ~time */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  alice > JOIN #tea
  alice <…
`

test('after its minutes the server takes the entry away, and everybody hears it', () =>
  play(`
  ${scene}
  alice > MODE #tea +b ~time:2:bob
  alice < :alice!~alice@192.0.2.1 MODE #tea +b ~time:2:bob!*@*
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
  wait 100s
  alice <
  wait 20s
  alice < :irc.test MODE #tea -b ~time:2:bob!*@*
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`))

test('it holds in every list, and with what acts', () =>
  play(`
  ${scene}
  alice > MODE #tea +beI ~time:1:~quiet:bob ~time:1:carol ~time:1:~account:*
  alice <…
  bob   > JOIN #tea
  bob   <…
  bob   > PRIVMSG #tea :hi
  bob   < :irc.test 404 …
  alice <…
  wait 60s
  alice < :irc.test MODE #tea -beI ~time:1:~quiet:bob!*@* ~time:1:carol!*@* ~time:1:~account:*
`))

test('it ends also while nobody is there', () =>
  play(`
  ${scene}
  alice > MODE #tea +b ~time:1:bob
  alice > PART #tea
  wait 2m
  bob   > JOIN #tea
  bob   < …JOIN #tea
  bob   <…
  bob   > MODE #tea b
  bob   < :irc.test 368 bob #tea :End of ban list
`))

test('it ends also where it stands within what acts', () =>
  play(`
  ${scene}
  alice > MODE #tea +b ~quiet:~time:1:bob
  alice <…
  wait 60s
  alice < :irc.test MODE #tea -b ~quiet:~time:1:bob!*@*
`))
