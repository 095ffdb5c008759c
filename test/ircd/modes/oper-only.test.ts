/** Channel mode +O: https://www.unrealircd.org/docs/Channel_modes */
import { test } from 'node:test'
import { oper } from '../../opers.ts'
import { play } from '../../play.ts'

test('only operators of the network come in', () =>
  play(
    `
  alice +
  bob   +
  alice > OPER boss sesame
  alice > JOIN #tea
  alice > MODE #tea +O
  bob   > JOIN #tea
  bob   < :irc.test 520 bob #tea :Cannot join channel (+O)
  bob   > OPER boss sesame
  bob   <…
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`,
    { settings: { opers: [oper('boss')] } },
  ))
