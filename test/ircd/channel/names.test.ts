/** https://modern.ircdocs.horse/#names-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('members with their sign, a secret channel marked as such', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +v bob
  alice <…
  alice > NAMES #TEA
  alice < :irc.test 353 alice = #tea :@alice +bob
  alice < :irc.test 366 alice #tea :End of NAMES
  alice > MODE #tea +s
  alice <…
  alice > NAMES #tea
  alice < :irc.test 353 alice @ #tea :@alice +bob
`))

test('of what does not exist, or must not be seen, there is only the end', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > MODE #tea +s
  bob   > NAMES #nowhere
  bob   < :irc.test 366 bob #nowhere :End of NAMES
  bob   > NAMES #tea
  bob   < :irc.test 366 bob #tea :End of NAMES
  bob   > NAMES
  bob   < :irc.test 366 bob * :End of NAMES
`))

test('from outside the invisible are not seen', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  carol > JOIN #tea
  alice > MODE alice +i
  bob   > NAMES #tea
  bob   < :irc.test 353 bob = #tea :carol
  bob   < :irc.test 366 bob #tea :End of NAMES
  carol > MODE carol +i
  bob   > NAMES #tea
  bob   < :irc.test 366 bob #tea :End of NAMES
  bob   > JOIN #tea
  bob   <…
  bob   > NAMES #tea
  bob   < :irc.test 353 bob = #tea :@alice carol bob
`))

test('many names come in several lines, none too long', () => {
  const nicks = Array.from(
    { length: 20 },
    (_, i) => `${'n'.repeat(30)}${String.fromCharCode(97 + i)}`,
  )
  return play(`
  ${nicks.map((nick) => `${nick} +\n${nick} > JOIN #tea`).join('\n')}
  alice +
  alice > JOIN #tea
  alice < :alice!~alice@192.0.2.1 JOIN #tea
  alice < :irc.test 353 alice = #tea :@${nicks.slice(0, 15).join(' ')}
  alice < :irc.test 353 alice = #tea :${nicks.slice(15).join(' ')} alice
  alice < :irc.test 366 alice #tea :End of NAMES
`)
})

test('several channels are several answers, each with its end', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea,#milk
  bob   > NAMES #tea,#nowhere,#milk
  bob   < :irc.test 353 bob = #tea :@alice
  bob   < :irc.test 366 bob #tea :End of NAMES
  bob   < :irc.test 366 bob #nowhere :End of NAMES
  bob   < :irc.test 353 bob = #milk :@alice
  bob   < :irc.test 366 bob #milk :End of NAMES
  bob   > NAMES
  bob   < :irc.test 366 bob * :End of NAMES
`))
