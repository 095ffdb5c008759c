/** Channel mode +Q: https://www.unrealircd.org/docs/Channel_modes */
import { test } from 'node:test'
import { oper } from '../../opers.ts'
import { play } from '../../play.ts'

test('nobody is kicked, but by operators of the network', () =>
  play(
    `
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +Q
  alice <…
  alice > KICK #tea bob
  alice < :irc.test 482 alice #tea :Nobody is kicked from this channel (+Q)
  alice > OPER boss sesame
  alice <…
  alice > KICK #tea bob
  alice < :alice!~alice@192.0.2.1 KICK #tea bob :alice
`,
    { settings: { opers: [oper('boss')] } },
  ))
