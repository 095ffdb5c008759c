/** https://modern.ircdocs.horse/#quit-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('QUIT ends the connection with an ERROR, and everyone in common channels hears it once', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea,#milk
  bob   > JOIN #tea,#milk
  alice <…
  bob   <…
  alice > QUIT :gone to bed
  alice < ERROR :Closing link: 192.0.2.1 (Quit: gone to bed)
  alice <
  alice is gone
  bob   < :alice!~alice@192.0.2.1 QUIT :Quit: gone to bed
  bob   <
  carol <
  bob   > NAMES #tea
  bob   < :irc.test 353 bob = #tea :bob
`))

test('QUIT needs no reason, and no registration', () =>
  play(`
  alice connects
  alice > QUIT
  alice < ERROR :Closing link: 192.0.2.1 (Quit)
  alice is gone
  bob   +
  carol +
  bob   > JOIN #tea
  carol > JOIN #tea
  carol <…
  bob   > QUIT
  carol < :bob!~bob@192.0.2.1 QUIT :Quit
`))

test('nothing that comes after QUIT is answered', () =>
  play(`
  alice +
  alice > QUIT
  alice <…
  alice > PING x
  alice <
`))

test('a connection that breaks is a QUIT with the reason', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  bob   <…
  alice drops
  bob   < :alice!~alice@192.0.2.1 QUIT :Connection closed
`))
