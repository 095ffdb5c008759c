/** https://modern.ircdocs.horse/#operator-prefix */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice <…
  bob   <…
`

test('operators make operators, and unmake them', () =>
  play(`
  ${scene}
  alice > MODE #tea +o bob
  bob   < :alice!~alice@192.0.2.1 MODE #tea +o bob
  bob   > MODE #tea -o alice
  bob   < :bob!~bob@192.0.2.1 MODE #tea -o alice
  alice <…
  alice > MODE #tea +o alice
  alice < :irc.test 482 alice #tea :You're not a channel operator
  alice > NAMES #tea
  alice < :irc.test 353 alice = #tea :alice @bob
`))

test('everybody may lay down a status of their own, and nobody may take one', () =>
  play(`
  ${scene}
  alice > MODE #tea -o alice
  alice < :alice!~alice@192.0.2.1 MODE #tea -o alice
  bob   <…
  bob   > MODE #tea -o+v bob bob
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  bob   > MODE #tea +o bob
  bob   < :irc.test 482 bob #tea :You're not a channel operator
`))

test('a status ends with the membership', () =>
  play(`
  ${scene}
  alice > PART #tea
  alice > JOIN #tea
  alice <… :irc.test 353 alice = #tea :bob alice
`))
