/** https://modern.ircdocs.horse/#rplnamreply-353 */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('LIST and WHOIS do not tell those outside, and NAMES has a sign of its own', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > MODE #tea +p
  bob   > LIST
  bob   < :irc.test 321 …
  bob   < :irc.test 323 …
  bob   > WHOIS alice
  bob   <> #tea
  bob   <…
  bob   > JOIN #tea
  bob   <… :irc.test 353 bob * #tea :@alice bob
  bob   <…
  bob   > WHOIS alice
  bob   <… :irc.test 319 bob alice :@#tea
`))
