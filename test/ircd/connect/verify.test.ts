/** Accounts that wait for a code: https://ircv3.net/specs/extensions/account-registration */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { perform } from '../../play.ts'
import { type Options, settings, Theatre } from '../../theatre.ts'

const options: Options = {
  mail: 'sent',
  settings: { accounts: { ...settings.accounts, verification: true } },
}

function plain(name: string, password: string): string {
  return Buffer.from(`\0${name}\0${password}`).toString('base64')
}

const asking = `
  alice connects
  alice > NICK alice
  alice > REGISTER * alice@example.org :correct horse
  alice < :irc.test REGISTER VERIFICATION_REQUIRED alice :A code is on its way to alice@example.org: VERIFY alice <code>
  alice <
`

function codeIn({ letters }: Theatre): string {
  return /\/quote VERIFY alice (\S+)/.exec(letters.at(-1)!.text)![1]!
}

test('an account waits for the code that was sent, and VERIFY logs in who has it', async () => {
  await using theatre = await Theatre.open(options)
  await perform(theatre, asking, options)
  const [letter] = theatre.letters
  assert.equal(letter?.to, 'alice@example.org')
  assert.equal(letter?.subject, 'Your new account on TestNet')
  await perform(
    theatre,
    `
    alice > AUTHENTICATE PLAIN
    alice <…
    alice > AUTHENTICATE ${plain('alice', 'correct horse')}
    alice < :irc.test NOTE AUTHENTICATE VERIFICATION_REQUIRED alice :This account waits for the code that was sent by e-mail: VERIFY takes it
    alice < :irc.test 902 alice :This account waits for the code that was sent by e-mail: VERIFY takes it
    bob connects
    bob > NICK bob
    bob > VERIFY alice ${codeIn(theatre)}
    bob < :irc.test VERIFY SUCCESS alice Welcome
    bob < :irc.test 900 bob bob!*@192.0.2.1 alice :You are now logged in as alice
    alice <
    carol connects
    carol > VERIFY alice ${codeIn(theatre)}
    carol < :irc.test FAIL VERIFY INVALID_CODE alice :This code is wrong, used up or too old
    carol > AUTHENTICATE PLAIN
    carol <…
    carol > AUTHENTICATE ${plain('alice', 'correct horse')}
    carol < :irc.test 900 …
  `,
    options,
  )
  const kept = JSON.stringify(await theatre.store.accounts.list())
  assert.doesNotMatch(kept, new RegExp(codeIn(theatre)))
})

test('the capability says that an address is needed, and REGISTER refuses without', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `
    alice connects
    alice > CAP LS 302
    alice < …draft/account-registration=before-connect,email-required …
    alice <…
    alice > NICK alice
    alice > REGISTER * * :correct horse
    alice < :irc.test FAIL REGISTER INVALID_EMAIL * :This network sends a code to your address of e-mail: give one
    alice > REGISTER * nonsense :correct horse
    alice < :irc.test FAIL REGISTER INVALID_EMAIL * :This is no address of e-mail
    alice > VERIFY alice
    alice < :irc.test FAIL VERIFY INVALID_PARAMS :Not enough parameters
    alice <
  `,
    options,
  )
  assert.deepEqual(theatre.letters, [])
})

test('a few wrong guesses end a code, and so does its time; then the name is free again', async () => {
  await using theatre = await Theatre.open(options)
  await perform(theatre, asking, options)
  const code = codeIn(theatre)
  const wrong = `
    bob > VERIFY alice 2222-2222-2222-2222
    bob < :irc.test FAIL VERIFY INVALID_CODE alice :This code is wrong, used up or too old`
  await perform(theatre, `bob connects${wrong.repeat(5)}`, options)
  const dead = wrong.replace('2222-2222-2222-2222', code)
  await perform(theatre, dead, options)
  await perform(
    theatre,
    `
    wait 61s
    carol connects
    carol > NICK alice
    carol > REGISTER * carol@example.org :battery staple
    carol < :irc.test FAIL REGISTER ACCOUNT_EXISTS * :…
  `,
    options,
  )
  theatre.now += 86_400_000
  await perform(
    theatre,
    `
    carol > REGISTER * carol@example.org :battery staple
    carol < :irc.test REGISTER VERIFICATION_REQUIRED alice :…
    carol > VERIFY alice ${code}
    carol < :irc.test FAIL VERIFY INVALID_CODE alice :…
  `,
    options,
  )
  await perform(
    theatre,
    `
    carol > VERIFY ALICE ${codeIn(theatre).toUpperCase().replaceAll('-', '')}
    carol < :irc.test VERIFY SUCCESS alice Welcome
    carol < :irc.test 900 …
    carol > VERIFY alice ${code}
    carol < :irc.test FAIL VERIFY ALREADY_AUTHENTICATED alice :You are logged in already
  `,
    options,
  )
})

test('where the letter cannot be sent there is no account either', async () => {
  const refused = { ...options, mail: 'refused' as const }
  const down = { ...options, mail: new Error('connect ECONNREFUSED') }
  for (const [how, code] of [
    [refused, 'UNACCEPTABLE_EMAIL * :There is no such mailbox'],
    [down, 'TEMPORARILY_UNAVAILABLE * :No mail can be sent just now'],
  ] as const) {
    await using theatre = await Theatre.open(how)
    await perform(
      theatre,
      `
      alice connects
      alice > NICK alice
      alice > REGISTER * alice@example.org :correct horse
      alice < :irc.test FAIL REGISTER ${code}
    `,
      how,
    )
    assert.deepEqual(await theatre.store.accounts.list(), [])
  }
})
