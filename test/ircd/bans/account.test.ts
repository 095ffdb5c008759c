/** https://ircv3.net/specs/extensions/account-extban */
import { test } from 'node:test'
import { play } from '../../play.ts'

const accounts = { bob: 'secret' }
const scene = `
  alice +
  bob   + sasl
  carol +
  bob signs in
  alice > JOIN #tea
  alice <…
`

test('whoever is logged in to the account does not come in', () =>
  play(
    `
  ${scene}
  alice > MODE #tea +b ~account:BOB
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
  carol > JOIN #tea
  carol < :carol!~carol@192.0.2.1 JOIN #tea
`,
    { accounts },
  ))

test('0 is whoever has none, * whoever has one, and ! turns it round', () =>
  play(
    `
  ${scene}
  alice > MODE #tea +be ~account:0 alice
  carol > JOIN #tea
  carol < :irc.test 474 carol #tea :Cannot join channel (+b)
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  bob   > PART #tea
  bob   <…
  alice > MODE #tea -b+b ~account:0 ~!account:0
  carol > JOIN #tea
  carol < :carol!~carol@192.0.2.1 JOIN #tea
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
`,
    { accounts },
  ))

test('the tokens of ISUPPORT tell how it is written', () =>
  play(`
  alice +
  alice > VERSION
  alice <… …ACCOUNTEXTBAN=account,a…
`))
