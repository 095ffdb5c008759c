/** https://ircv3.net/specs/extensions/monitor */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('MONITOR + says at once who is there and who is not, and then who comes and goes', () =>
  play(`
  alice +
  bob   +
  alice > MONITOR + Bob,carol
  alice < :irc.test 730 alice :bob!~bob@192.0.2.1
  alice < :irc.test 731 alice :carol
  carol +
  alice < :irc.test 730 alice :carol!~carol@192.0.2.1
  bob   > QUIT
  alice < :irc.test 731 alice :bob
  carol drops
  alice < :irc.test 731 alice :carol
  alice <
`))

test('one who changes its nick has left the old one and come to the new one', () =>
  play(`
  alice +
  bob   +
  alice > MONITOR + bob,robert
  alice <…
  bob   > NICK Robert
  alice < :irc.test 731 alice :bob
  alice < :irc.test 730 alice :Robert!~bob@192.0.2.1
  bob   > NICK other
  alice < :irc.test 731 alice :Robert
  alice <
`))

test('nothing is said where only the case of a nick changes', () =>
  play(`
  alice +
  bob   +
  alice > MONITOR + bob
  alice <…
  bob   > NICK BOB
  alice <
  alice > MONITOR S
  alice < :irc.test 730 alice :BOB!~bob@192.0.2.1
`))

test('a client may monitor its own nick, and its list outlives a change of it', () =>
  play(`
  alice +
  bob   +
  alice > MONITOR + alice,bob
  alice < :irc.test 730 alice :alice!~alice@192.0.2.1,bob!~bob@192.0.2.1
  alice > NICK ann
  alice < :alice!~alice@192.0.2.1 NICK ann
  alice < :irc.test 731 ann :alice
  bob   > QUIT
  alice < :irc.test 731 ann :bob
`))

test('MONITOR - and C are silent, L shows the list, S says it all again', () =>
  play(`
  alice +
  bob   +
  alice > MONITOR + bob,Carol,dave
  alice <…
  alice > MONITOR - DAVE
  alice <
  alice > MONITOR L
  alice < :irc.test 732 alice :bob,Carol
  alice < :irc.test 733 alice :End of MONITOR list
  alice > MONITOR s
  alice < :irc.test 730 alice :bob!~bob@192.0.2.1
  alice < :irc.test 731 alice :Carol
  alice > MONITOR C
  alice <
  bob   > QUIT
  alice > MONITOR L
  alice < :irc.test 733 alice :End of MONITOR list
  alice <
`))

test('a nick that is on the list is not said again, nor twice in one command', () =>
  play(`
  alice +
  alice > MONITOR + bob,BOB
  alice < :irc.test 731 alice :bob
  alice > MONITOR + bob
  alice <
`))

test('a list that is full refuses the rest by name', () =>
  play(
    `
  alice +
  alice > MONITOR + a,b,c,d
  alice < :irc.test 731 alice :a,b
  alice < :irc.test 734 alice 2 c,d :Monitor list is full
  alice > MONITOR - a
  alice > MONITOR + c
  alice < :irc.test 731 alice :c
`,
    { limits: { monitor: 2 } },
  ))

test('a mask is never there, and takes no place', () =>
  play(`
  alice +
  bob   +
  alice > MONITOR + *!*@*,b?b,#tea
  alice < :irc.test 731 alice :*!*@*,b?b,#tea
  alice > MONITOR L
  alice < :irc.test 733 alice :End of MONITOR list
`))

test('long lists are cut into lines of at most 512 bytes', () =>
  play(
    `
  alice +
  alice > MONITOR + ${names(0, 13)}
  alice > MONITOR + ${names(13, 26)}
  alice <…
  alice > MONITOR L
  alice < :irc.test 732 alice :${names(0, 15)}
  alice < :irc.test 732 alice :${names(15, 26)}
  alice < :irc.test 733 alice :End of MONITOR list
`.replaceAll(/732 alice :/g, '732 alice :'),
    { limits: { monitor: 100 } },
  ))

function names(from: number, to: number): string {
  const letters = Array.from({ length: to - from }, (_, i) => String.fromCharCode(97 + from + i))
  return letters.map((letter) => letter.repeat(31)).join(',')
}

test('what is no subcommand, and one without nicks, is refused', () =>
  play(`
  alice +
  alice > MONITOR
  alice < :irc.test 461 alice MONITOR :Not enough parameters
  alice > MONITOR +
  alice < :irc.test 461 alice MONITOR :Not enough parameters
  alice > MONITOR ? bob
  alice < :irc.test FAIL MONITOR INVALID_PARAMS ? :This is no subcommand of MONITOR
`))

test('the size of the list is advertised', () =>
  play(`
  alice connects
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice <… :irc.test 005 alice …MONITOR=5 …
`))
