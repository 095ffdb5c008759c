/** Solanum's +L: https://libera.chat/guides/channelmodes */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

test('an operator of the network may make room for more bans', () =>
  play(
    `
  alice +
  boss  +
  ${rises('boss')}
  alice > JOIN #tea
  alice > MODE #tea +b a
  alice > MODE #tea +b b
  alice > MODE #tea +X
  alice <… :irc.test 481 alice :…
  alice > MODE #tea +b c
  alice <… :irc.test 478 alice #tea b :…
  boss  > MODE #tea +X
  alice < …MODE #tea +X
  alice > MODE #tea +b c
  alice < …MODE #tea +b c!*@*
`,
    { settings: { opers: [oper('boss')] }, limits: { list: 2 } },
  ))
