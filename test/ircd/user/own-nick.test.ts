/** +r and WHOIS 307: https://modern.ircdocs.horse/#rplwhoisregnick-307 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { perform, play } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const accounts = { alice: 'secret-of-alice' }
const login = '\0alice\0secret-of-alice'
const options = { accounts }

test('who logs in to the account of its nick has +r, and WHOIS says so', () =>
  play(
    `
  alice +
  bob   +
  bob   > WHOIS alice
  bob   <> 307
  bob   <…
  alice > NS IDENTIFY secret-of-alice
  alice <… :alice MODE alice +r
  alice <…
  bob   > WHOIS alice
  bob   <… :irc.test 307 bob alice :has registered this nick
  alice > NS LOGOUT
  alice < :alice MODE alice -r
`,
    options,
  ))

test('another nick is not its own, until the account has it too', async () => {
  await using theatre = await Theatre.open(options)
  const script = (text: string) => perform(theatre, text, options)
  await script(`
    alice +
    alice signs in
    alice > NICK ALICE
    alice < :alice!~alice@192.0.2.1 NICK ALICE
    alice <
    alice > NICK milk
    alice < :ALICE!~alice@192.0.2.1 NICK milk
    alice < :milk MODE milk -r
    alice > NS GROUP
    alice <… :milk MODE milk +r
    alice > NICK tea
    alice <… :tea MODE tea -r
    alice > NICK milk
    alice <… :milk MODE milk +r
    alice > NS UNGROUP milk
    alice <… :milk MODE milk -r
  `)
  assert(!theatre.actors.get('alice')!.session.user.modes.has('r'))
})

test('nobody but the server gives it or takes it', () =>
  play(
    `
  alice +
  bob   +
  alice signs in
  alice > MODE alice -r
  bob   > MODE bob +r
  alice > MODE alice
  alice < :irc.test 221 alice :+r
  bob   > MODE bob
  bob   < :irc.test 221 bob :+
`,
    options,
  ))

test('who comes with its account has it from the first', () =>
  play(
    `
  alice connects
  alice > CAP REQ :sasl
  alice > AUTHENTICATE PLAIN
  alice > AUTHENTICATE ${Buffer.from(login).toString('base64')}
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice > CAP END
  alice <… :irc.test 221 alice :+r
  alice <> MODE
`,
    options,
  ))
