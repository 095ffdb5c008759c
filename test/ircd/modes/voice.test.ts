/** https://modern.ircdocs.horse/#voice-prefix */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('half-operators and above give a voice; a voice gives nothing', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice > MODE #tea +v bob
  bob   <…
  bob   > MODE #tea +v carol
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  bob   > NAMES #tea
  bob   < :irc.test 353 bob = #tea :@alice +bob carol
`))
