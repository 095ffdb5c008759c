/** https://modern.ircdocs.horse/#invite-exception-channel-mode */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('who stands in the list comes in uninvited; a ban or a key it does not open', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  alice > MODE #tea +iI bob
  alice <…
  bob   > MODE #tea I
  bob   < :irc.test 346 bob #tea bob!*@* alice!~alice@192.0.2.1 :1767225600
  bob   < :irc.test 347 bob #tea :End of invite exception list
  alice > MODE #tea +k key
  bob   > JOIN #tea
  bob   < :irc.test 475 bob #tea :Cannot join channel (+k)
  alice > MODE #tea -k+b * bob
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
  alice > MODE #tea -b bob
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`))
