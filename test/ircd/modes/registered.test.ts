/** Channel mode +r: https://www.unrealircd.org/docs/Channel_modes */
import { test } from 'node:test'
import { oper } from '../../opers.ts'
import { play } from '../../play.ts'

test('nobody but the server switches it', () =>
  play(
    `
  alice +
  alice > JOIN #tea
  alice <…
  alice > MODE #tea +r
  alice < :irc.test 481 alice :Permission denied…
  alice > OPER boss sesame
  alice <…
  alice > MODE #tea +r
  alice < :irc.test 481 alice :Permission denied…
`,
    { settings: { opers: [oper('boss')] } },
  ))
