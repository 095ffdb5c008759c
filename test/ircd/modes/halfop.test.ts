/** https://modern.ircdocs.horse/#halfop-prefix */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('a half-operator changes modes and voices, but makes no operators or half-operators', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice > MODE #tea +h bob
  bob   <…
  bob   > MODE #tea +mvb carol mallory
  bob   < :bob!~bob@192.0.2.1 MODE #tea +mvb carol mallory!*@*
  bob   > MODE #tea +o carol
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  bob   > MODE #tea +h carol
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  bob   > MODE #tea -o alice
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  bob   > MODE #tea +i+o carol
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  bob   < :bob!~bob@192.0.2.1 MODE #tea +i
  bob   > MODE #tea -h bob
  bob   < :bob!~bob@192.0.2.1 MODE #tea -h bob
  bob   > NAMES #tea
  bob   < :irc.test 353 bob = #tea :@alice bob +carol
`))
