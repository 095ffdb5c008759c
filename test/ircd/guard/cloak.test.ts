/** +x: cloaks, and numeric 396. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cloakOf } from '../../../ircd/features/guard/cloak.ts'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'
import { comes, guarded } from '../../protected.ts'
import { Theatre } from '../../theatre.ts'

const options = {
  settings: { opers: [oper('boss')], protection: guarded({ cloak: { enabled: true } }) },
  accounts: { bob: 'teatime' },
}
const named = {
  ...options,
  settings: {
    ...options.settings,
    protection: guarded({ cloak: { enabled: true, accounts: true } }),
  },
}

test('a cloak has parts for the address and for the networks around it', async () => {
  await using theatre = await Theatre.open()
  const cloak = (ip: string) => cloakOf(theatre.server, ip, 'cloak')!
  const parts = (ip: string) => cloak(ip).split('.')
  assert.match(cloak('192.0.2.1'), /^[0-9a-f]{8}\.[0-9a-f]{8}\.[0-9a-f]{8}\.cloak$/)
  assert.equal(cloak('192.0.2.1'), cloak('192.0.2.1'))
  assert.notEqual(parts('192.0.2.1')[0], parts('192.0.2.2')[0])
  assert.deepEqual(parts('192.0.2.1').slice(1), parts('192.0.2.2').slice(1))
  assert.deepEqual(parts('192.0.2.1').slice(2), parts('192.0.9.1').slice(2))
  assert.notEqual(parts('192.0.2.1')[1], parts('192.0.9.1')[1])
  assert.deepEqual(parts('2001:db8::1').slice(1), parts('2001:db8::ffff').slice(1))
  assert.deepEqual(parts('2001:db8::1').slice(2), parts('2001:db8:0:1::1').slice(2))
  assert.equal(cloak('2001:DB8:0::1'), cloak('2001:db8::1'))
})

test('others see the cloak, its owner and operators the address behind it', () =>
  play(
    `
  ${comes('alice')}
  alice <… :irc.test 396 alice $cloak :is now your displayed host
  alice <… :irc.test 221 alice …x…
  boss +
  boss > WHOIS alice
  boss <… :irc.test 311 boss alice ~alice $cloak * :alice of the play
  boss <> 198.51.100.7
  ${rises('boss')}
  boss > WHOIS alice
  boss <… :irc.test 378 boss alice :is connecting from ~alice@198.51.100.7 198.51.100.7
  boss < :irc.test 379 boss alice :is using modes +x
  alice > WHOIS alice
  alice <… :irc.test 378 alice alice :is connecting from ~alice@198.51.100.7 198.51.100.7
`,
    options,
  ))

test('bans meet the address behind a cloak', () =>
  play(
    `
  boss +
  ${rises('boss')}
  ${comes('alice')}
  boss > KLINE *@198.51.100.7 :tea
  alice is gone
  ${comes('bob')}
  bob is gone
`,
    options,
  ))

test('-x shows the address, +x hides it again', () =>
  play(
    `
  ${comes('alice')}
  alice <…
  alice > MODE alice -x
  alice < :alice MODE alice -x
  alice < :irc.test 396 alice 198.51.100.7 :is now your displayed host
  alice > MODE alice -x
  alice <
  alice > MODE alice +x
  alice < :alice MODE alice +x
  alice < :irc.test 396 alice $cloak :is now your displayed host
`,
    options,
  ))

test('who logs in may be shown by its account', () =>
  play(
    `
  bob connects
  bob > CAP REQ sasl
  bob signs in
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob > CAP END
  bob <… :irc.test 396 bob user/bob :is now your displayed host
  bob > WHOIS bob
  bob <… :irc.test 311 bob bob ~bob user/bob * :Bob
`,
    named,
  ))

test('logging in later changes the host of who is here', () =>
  play(
    `
  ${comes('bob')}
  bob <…
  bob > CAP REQ :sasl chghost
  bob <…
  bob signs in
  bob <
  bob > WHOIS bob
  bob <… :irc.test 311 bob bob ~bob user/bob * :bob of the play
`,
    named,
  ))

test('operators see the certificate of whoever showed one', () => {
  const fingerprint = 'a1'.repeat(32)
  return play(
    `
  boss +
  bob +
  alice connects with ${fingerprint}
  alice > NICK alice
  alice > USER alice 0 * :Alice
  bob > WHOIS alice
  bob <> ${fingerprint}
  ${rises('boss')}
  boss > WHOIS alice
  boss <… :irc.test 276 boss alice :has client certificate fingerprint ${fingerprint}
`,
    options,
  )
})
