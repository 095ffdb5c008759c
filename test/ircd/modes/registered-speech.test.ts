/** Channel mode +M: https://docs.inspircd.org/4/channel-modes/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('only who has an account, or a voice, speaks', () =>
  play(
    `
  alice +
  bob   +
  carol + sasl
  carol signs in
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice > MODE #tea +M
  alice <…
  bob   <…
  bob   > PRIVMSG #tea :hi
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+M)
  carol > PRIVMSG #tea :hi
  alice < :carol!~carol@192.0.2.1 PRIVMSG #tea :hi
  alice > MODE #tea +v bob
  alice <…
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
`,
    { accounts: { carol: 'secret' } },
  ))
