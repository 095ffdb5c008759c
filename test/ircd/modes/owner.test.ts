/** https://modern.ircdocs.horse/#founder-prefix */
import { test } from 'node:test'
import { oper } from '../../opers.ts'
import { play } from '../../play.ts'

const opers = [oper('boss')]

const scene = `
  boss  +
  alice +
  bob   +
  carol +
  boss  > OPER boss sesame
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  boss  > MODE #tea +q alice
  boss  > MODE #tea +ao bob carol
  alice <…
  bob   <…
  carol <…
`

test('owners and admins stand before operators, and are shown so', () =>
  play(
    `
  ${scene}
  carol > NAMES #tea
  carol < :irc.test 353 carol = #tea :~alice &bob @carol
`,
    { settings: { opers } },
  ))

test('only an owner makes owners and admins', () =>
  play(
    `
  ${scene}
  carol > MODE #tea +q carol
  carol < :irc.test 482 carol #tea :You're not a channel operator
  bob   > MODE #tea +a carol
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  alice > MODE #tea +qa carol carol
  alice < :alice!~alice@192.0.2.1 MODE #tea +qa carol carol
`,
    { settings: { opers } },
  ))

test('nobody takes a status from, or kicks, who stands higher', () =>
  play(
    `
  ${scene}
  carol > MODE #tea -a bob
  carol < :irc.test 482 carol #tea :You're not a channel operator
  carol > KICK #tea bob
  carol < :irc.test 482 carol #tea :You're not a channel operator
  bob   > KICK #tea alice
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  bob   > KICK #tea carol :bye
  bob   < :bob!~bob@192.0.2.1 KICK #tea carol :bye
`,
    { settings: { opers } },
  ))

test('an operator of the network who may override acts from outside', () =>
  play(
    `
  ${scene}
  boss  > MODE #tea -q+m alice
  alice < :boss!~boss@192.0.2.1 MODE #tea -q+m alice
  boss  > KICK #tea bob :bye
  alice < :boss!~boss@192.0.2.1 KICK #tea bob :bye
`,
    { settings: { opers } },
  ))
