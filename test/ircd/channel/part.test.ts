/** https://modern.ircdocs.horse/#part-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('everyone inside hears a PART, with the reason where there is one', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea,#milk
  bob   > JOIN #tea,#milk
  alice <…
  bob   <…
  bob   > PART #TEA,#milk :see you
  bob   < :bob!~bob@192.0.2.1 PART #tea :see you
  bob   < :bob!~bob@192.0.2.1 PART #milk :see you
  bob   <
  alice < :bob!~bob@192.0.2.1 PART #tea :see you
  alice < :bob!~bob@192.0.2.1 PART #milk :see you
  alice > PART #tea :
  alice < :alice!~alice@192.0.2.1 PART #tea
  alice > PRIVMSG #tea :hello?
  alice < :irc.test 403 alice #tea :No such channel
`))

test('one parts from what exists, and where one is', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > PART #nowhere,#tea
  bob   < :irc.test 403 bob #nowhere :No such channel
  bob   < :irc.test 442 bob #tea :You're not on that channel
  bob   > PART
  bob   < :irc.test 461 bob PART :Not enough parameters
  alice > MODE #tea +s
  bob   > PART #tea
  bob   < :irc.test 403 bob #tea :No such channel
`))

test('a reason is shortened to what ISUPPORT says', () =>
  play(
    `
  alice +
  alice > JOIN #tea
  alice <…
  alice > PART #tea :${'é'.repeat(10)}
  alice < :alice!~alice@192.0.2.1 PART #tea ${'é'.repeat(4)}
`,
    { limits: { kick: 9 } },
  ))
