/** User mode +R: https://docs.inspircd.org/4/modules/services/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('only who has an account writes to it, and whom it has written to', () =>
  play(
    `
  alice +
  bob   +
  carol + sasl
  carol signs in
  alice > MODE alice +R
  alice <…
  bob   > PRIVMSG alice :hi
  bob   < :irc.test 531 bob alice :hears only people with an account (+R)
  carol > PRIVMSG alice :hi
  alice < :carol!~carol@192.0.2.1 PRIVMSG alice :hi
  alice > PRIVMSG bob :hi
  bob   <…
  bob   > PRIVMSG alice :hi yourself
  alice < :bob!~bob@192.0.2.1 PRIVMSG alice :hi yourself
`,
    { accounts: { carol: 'secret' } },
  ))
