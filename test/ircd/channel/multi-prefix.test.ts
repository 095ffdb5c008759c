/** https://ircv3.net/specs/extensions/multi-prefix */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('its holders read every status sign, highest first, in NAMES, WHO and WHOIS', () =>
  play(`
  alice +
  bob   + multi-prefix
  alice > JOIN #tea
  alice > MODE #tea +vh alice alice
  bob   > JOIN #tea
  bob   <… :irc.test 353 bob = #tea :@%+alice bob
  bob   <…
  bob   > WHO #tea
  bob   < :irc.test 352 bob #tea ~alice 192.0.2.1 irc.test alice H@%+ :0 alice of the play
  bob   <…
  bob   > WHOIS alice
  bob   <… :irc.test 319 bob alice :@%+#tea
  carol +
  carol > JOIN #tea
  carol <… :irc.test 353 carol = #tea :@alice bob carol
  carol <…
  carol > WHO #tea
  carol < …alice H@ :0 alice of the play
  carol <…
  carol > WHOIS alice
  carol <… :irc.test 319 carol alice :@#tea
`))
