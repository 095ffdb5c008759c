/** How our own houses log in for people; see the server's `connect/sasl.ts`. */
import { test } from 'node:test'
import { perform, play } from '../../play.ts'
import { houseSecret, Theatre } from '../../theatre.ts'

const plain = (authcid: string, password: string, authzid: string) =>
  Buffer.from(`${authzid}\0${authcid}\0${password}`).toString('base64')

test('our own houses log in for somebody, by their secret', () =>
  play(
    `
  bouncer connects
  bouncer > AUTHENTICATE PLAIN
  bouncer <…
  bouncer > AUTHENTICATE ${plain('*house', houseSecret, 'Alice')}
  bouncer < :irc.test 900 * *!*@user/Alice Alice :You are now logged in as Alice
  bouncer < :irc.test 903 * :SASL authentication successful
  bouncer > NICK alice
  bouncer > USER alice 0 * :Alice
  bouncer < :irc.test 001 alice :…alice!~alice@user/Alice
  bouncer <…
  bouncer > AUTHENTICATE PLAIN
  bouncer < :irc.test 907 alice :You have already authenticated
  thief connects
  thief > AUTHENTICATE PLAIN
  thief <…
  thief > AUTHENTICATE ${plain('*house', 'a guess', 'Alice')}
  thief < :irc.test 904 * :SASL authentication failed
  late connects
  late > AUTHENTICATE PLAIN
  late <…
  late > AUTHENTICATE ${plain('*house', houseSecret, 'nobody')}
  late < :irc.test 904 * :SASL authentication failed
`,
    { accounts: { Alice: 'correct horse' } },
  ))

test('when an account is given back whoever spoke for it through a house is gone as well', async () => {
  const options = { accounts: { alice: 'correct horse' } }
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
  bouncer connects
  bouncer > AUTHENTICATE PLAIN
  bouncer > AUTHENTICATE ${plain('*house', houseSecret, 'alice')}
  bouncer > NICK alice
  bouncer > USER alice 0 * :Alice`,
    options,
  )
  await theatre.accounts.giveBack('alice', 'alice@example.org')
  await perform(theatre, 'wait 1s\nbouncer is gone', options)
})

test('a house that comes again for a person ends the connection that it left behind', () =>
  play(
    `
  frozen connects
  frozen > AUTHENTICATE PLAIN
  frozen <…
  frozen > AUTHENTICATE ${plain('*house', houseSecret, 'Alice')}
  frozen <…
  frozen > NICK alice
  frozen > USER alice 0 * :Alice
  frozen <…
  other connects
  other > AUTHENTICATE PLAIN
  other <…
  other > AUTHENTICATE ${plain('*house', houseSecret, 'bob')}
  other <…
  frozen <>
  bouncer connects
  bouncer > AUTHENTICATE PLAIN
  bouncer <…
  bouncer > AUTHENTICATE ${plain('*house', houseSecret, 'Alice')}
  bouncer < :irc.test 900 * *!*@user/Alice Alice :You are now logged in as Alice
  bouncer <…
  frozen < ERROR :…
  bouncer > NICK alice
  bouncer > USER alice 0 * :Alice
  bouncer < :irc.test 001 alice :…alice!~alice@user/Alice
`,
    { accounts: { Alice: 'correct horse', bob: 'correct horse' } },
  ))
