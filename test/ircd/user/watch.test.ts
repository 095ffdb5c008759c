/** https://docs.inspircd.org/4/modules/watch/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('WATCH says who is there and who is not, and then who comes and goes', () =>
  play(`
  alice +
  bob   +
  alice > WATCH +BOB +carol
  alice < :irc.test 604 alice bob ~bob 192.0.2.1 1767225600 :is online
  alice < :irc.test 605 alice carol * * 0 :is offline
  wait 10s
  carol +
  alice < :irc.test 600 alice carol ~carol 192.0.2.1 1767225610 :logged online
  bob   > QUIT
  alice < :irc.test 601 alice bob ~bob 192.0.2.1 1767225610 :logged offline
  alice <
`))

test('a change of nick is a departure and an arrival; one of case is neither', () =>
  play(`
  alice +
  bob   +
  alice > WATCH +bob +robert
  alice <…
  bob   > NICK BOB
  alice <
  bob   > NICK Robert
  alice < :irc.test 601 alice BOB ~bob 192.0.2.1 1767225600 :logged offline
  alice < :irc.test 600 alice Robert ~bob 192.0.2.1 1767225600 :logged online
`))

test('after an A it tells of absences', () =>
  play(`
  alice +
  carol +
  bob   +
  bob   > AWAY :asleep
  alice > WATCH A +bob
  alice < :irc.test 609 alice bob ~bob 192.0.2.1 1767225600 :is away
  carol > WATCH +bob
  carol < :irc.test 604 carol bob ~bob 192.0.2.1 1767225600 :is online
  bob   > AWAY :fast asleep
  alice < :irc.test 597 alice bob ~bob 192.0.2.1 1767225600 :fast asleep
  bob   > AWAY
  alice < :irc.test 599 alice bob ~bob 192.0.2.1 1767225600 :is no longer away
  bob   > AWAY :asleep
  alice < :irc.test 598 alice bob ~bob 192.0.2.1 1767225600 :asleep
  carol <
`))

test('- ends it, C clears, S counts, L lists all and l who is there', () =>
  play(`
  alice +
  bob   +
  alice > WATCH +bob +carol +dave +alice
  alice <…
  alice > WATCH -dave -nobody
  alice < :irc.test 602 alice dave * * 0 :stopped watching
  alice > WATCH S
  alice < :irc.test 603 alice :You have 3 and are on 1 WATCH entries
  alice < :irc.test 606 alice :bob carol alice
  alice < :irc.test 607 alice :End of WATCH S
  alice > WATCH L
  alice < :irc.test 604 alice bob …
  alice < :irc.test 605 alice carol …
  alice < :irc.test 604 alice alice …
  alice < :irc.test 607 alice :End of WATCH L
  alice > WATCH
  alice < :irc.test 604 alice bob …
  alice < :irc.test 604 alice alice …
  alice < :irc.test 607 alice :End of WATCH l
  alice > WATCH C
  alice < :irc.test 608 alice :Your WATCH list is now empty
  bob   > QUIT
  alice <
`))

test('a list that is full, and what is no nick, is refused', () =>
  play(
    `
  alice +
  alice > WATCH +bob +b*b +carol +BOB
  alice < :irc.test 605 alice bob * * 0 :is offline
  alice < :irc.test 432 alice b*b :Erroneous nickname
  alice < :irc.test 512 alice carol :Maximum size of the WATCH list is 1 entries
  alice < :irc.test 605 alice BOB * * 0 :is offline
`,
    { limits: { monitor: 1 } },
  ))

test('WATCH and MONITOR are two lists', () =>
  play(`
  alice +
  alice > MONITOR + bob
  alice > WATCH +bob
  alice <…
  alice > MONITOR C
  bob   +
  alice < :irc.test 600 alice bob …
  alice <
`))

test('its size is advertised', () =>
  play(`
  alice connects
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice <… :irc.test 005 alice …WATCH=5 …
`))

test('and so is that it tells of absences', () =>
  play(`
  alice connects
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice <… :irc.test 005 alice …WATCHOPTS=A …
`))

test('what is no subcommand is nothing', () =>
  play(`
  alice +
  alice > WATCH __proto__ constructor
  alice <
`))
