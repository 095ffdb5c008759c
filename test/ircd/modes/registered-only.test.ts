/** Channel mode +R: https://docs.inspircd.org/4/channel-modes/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('only who has an account joins, or who was invited', () =>
  play(
    `
  alice +
  bob   +
  carol + sasl
  alice > JOIN #tea
  alice > MODE #tea +R
  bob   > JOIN #tea
  bob   < :irc.test 477 bob #tea :Cannot join channel (+R): log in to an account first
  carol signs in
  carol > JOIN #tea
  carol < :carol!~carol@192.0.2.1 JOIN #tea
  alice > INVITE bob #tea
  bob   < :alice!~alice@192.0.2.1 INVITE bob #tea
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`,
    { accounts: { carol: 'secret' } },
  ))
