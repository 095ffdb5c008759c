/** https://ircv3.net/specs/extensions/setname */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('holders of setname hear of it, oneself too; the others see it in WHOIS', () =>
  play(`
  alice + setname
  bob   + setname
  carol +
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice <…
  bob   <…
  carol <…
  alice > SETNAME :Queen of Tea
  alice < :alice!~alice@192.0.2.1 SETNAME :Queen of Tea
  alice <
  bob   < :alice!~alice@192.0.2.1 SETNAME :Queen of Tea
  carol <
  carol > WHOIS alice
  carol < :irc.test 311 carol alice ~alice 192.0.2.1 * :Queen of Tea
`))

test('an empty name and one that is too long are refused, never cut', () =>
  play(
    `
  alice + setname
  alice > SETNAME
  alice < :irc.test 461 alice SETNAME :Not enough parameters
  alice > SETNAME :
  alice < :irc.test FAIL SETNAME INVALID_REALNAME :This real name is not valid
  alice > SETNAME :éééééx
  alice < :irc.test FAIL SETNAME INVALID_REALNAME :This real name is not valid
  alice > SETNAME :ééééé
  alice < :alice!~alice@192.0.2.1 SETNAME ééééé
`,
    { limits: { realname: 10 } },
  ))
