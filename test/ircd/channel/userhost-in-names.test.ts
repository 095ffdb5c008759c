/** https://ircv3.net/specs/extensions/userhost-in-names */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('its holders read whole masks in NAMES', () =>
  play(`
  alice +
  bob   + userhost-in-names
  alice > JOIN #tea
  bob   > JOIN #tea
  bob   <… :irc.test 353 bob = #tea :@alice!~alice@192.0.2.1 bob!~bob@192.0.2.1
`))
