/** Numeric 340. */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

test('an address is shown to operators and to its own user', () =>
  play(
    `
  alice +
  bob +
  alice > USERIP alice bob nobody
  alice < :irc.test 340 alice :alice=+~alice@192.0.2.1 bob=+~bob@<hidden>
  ${rises('alice')}
  alice > USERIP bob alice
  alice < :irc.test 340 alice :bob=+~bob@192.0.2.1 alice*=+~alice@192.0.2.1
`,
    { settings: { opers: [oper('boss')] } },
  ))
