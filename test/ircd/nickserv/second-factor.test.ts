/** TOTP: a second factor for clients that ask for one password. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeAt } from '#accounts/totp.ts'
import { oper, rises } from '../../opers.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const nickserv = ':NickServ!services@irc.test'
const options = {
  accounts: { alice: 'correct horse' },
  settings: { opers: [oper('boss')] },
}
const plain = (password: string) => Buffer.from(`\0alice\0${password}`).toString('base64')

/** Alice has it on; `code` is what her app says. */
async function opened() {
  const theatre = await Theatre.open(options)
  await perform(theatre, 'alice +\nalice signs in\nalice > NS TOTP ON', options)
  const { heard } = theatre.actors.get('alice')!
  const secret = heard.find((line) => line.includes('secret='))!.match(/secret=([A-Z2-7]+)/)![1]!
  const code = () => codeAt(secret, Math.floor(theatre.now / 30_000))
  const script = `
    alice < ${nickserv} NOTICE alice :The secret for your app: …
    alice < …otpauth://totp/TestNet%3Aalice?secret=${secret}&issuer=TestNet
    alice <…
    alice > NS TOTP
    alice < ${nickserv} NOTICE alice :Your second factor is off
    alice > NS TOTP CONFIRM abcdef
    alice < ${nickserv} NOTICE alice :This is not the code that an app says which has the secret
    alice > NS TOTP CONFIRM ${code()}
    alice < ${nickserv} NOTICE alice :From now on your password wants a code behind it, after a space
    alice < ${nickserv} NOTICE alice :Each of these does once …
    alice < ${nickserv} NOTICE alice :  $recovery
    alice <…
    wait 1m
    alice <…`
  await perform(theatre, script, options)
  return { theatre, code }
}

test('IDENTIFY, PASS and SASL PLAIN take the code behind the password, and say that they want it', async () => {
  const { theatre, code } = await opened()
  await using _ = theatre
  await perform(
    theatre,
    `
    bob +
    bob > NS ID alice correct horse
    bob < ${nickserv} NOTICE bob :This account wants the code of your app as well: …
    bob > NS ID alice correct horse ${code()}
    bob < ${nickserv} NOTICE bob :You are logged in as alice
    wait 1m`,
    options,
  )
  await perform(
    theatre,
    `
    carol connects
    carol > AUTHENTICATE PLAIN
    carol > AUTHENTICATE ${plain('correct horse')}
    carol <… :irc.test 902 * :This account wants the code of your app as well: …
    carol > AUTHENTICATE PLAIN
    carol > AUTHENTICATE ${plain(`correct horse ${code()}`)}
    carol <… :irc.test 903 * :…
    wait 1m`,
    options,
  )
  await perform(
    theatre,
    `
    dora connects
    dora > PASS :alice:correct horse ${code()}
    dora > NICK dora
    dora > USER dora 0 * :Dora
    dora <… :irc.test 900 dora …alice :…`,
    options,
  )
})

test('TOTP OFF wants a code, and operators end it for whoever has lost theirs', async () => {
  const { theatre, code } = await opened()
  await using _ = theatre
  await perform(
    theatre,
    `
    alice > NS TOTP ON
    alice < ${nickserv} NOTICE alice :Your second factor is on already
    alice > NS INFO
    alice <… …:  Second factor: on
    alice <…
    alice > NS TOTP OFF 000000
    alice < ${nickserv} NOTICE alice :This is not what your app says, nor one of your codes
    alice > NS TOTP OFF ${code()}
    alice < ${nickserv} NOTICE alice :Your password wants no code any more
    alice > NS TOTP CONFIRM 000000
    alice < ${nickserv} NOTICE alice :Say TOTP ON first: …`,
    options,
  )
  assert.equal((await theatre.accounts.find('alice'))?.secondFactor, false)
  const again = await opened()
  await using _again = again.theatre
  await perform(
    again.theatre,
    `
    boss +
    ${rises('boss')}
    boss > NS SASET alice TOTP OFF
    boss <… ${nickserv} NOTICE boss :The password of alice wants no code any more`,
    options,
  )
})
