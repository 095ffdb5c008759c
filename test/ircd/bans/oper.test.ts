/** https://www.unrealircd.org/docs/Extended_bans */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

test('+I may name operators of the network', () =>
  play(
    `
  alice +
  boss  +
  bob   +
  ${rises('boss')}
  alice > JOIN #tea
  alice > MODE #tea +iI ~oper
  bob   > JOIN #tea
  bob   < :irc.test 473 bob #tea :Cannot join channel (+i)
  boss  > JOIN #tea
  boss  < :boss!~boss@192.0.2.1 JOIN #tea
`,
    { settings: { opers: [oper('boss')] } },
  ))
