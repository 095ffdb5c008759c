/** What becomes of a person at the bouncer whose account changes, whichever process changed it. */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import { test } from 'node:test'
import tls from 'node:tls'
import { generate } from 'selfsigned'
import { LocalAccounts } from '#accounts/local.ts'
import { mechanisms } from '../../bouncer/downstream/sasl-dialogue.ts'
import { startNetwork } from '../network.ts'
import { until } from '../until.ts'
import { Device } from './device.ts'
import { password, stage } from './stage.ts'

const quick = { timing: { accountsMs: 20 } }

test('another password closes every device, and the person stays on the network', async () => {
  await using s = await stage(quick)
  const phone = await s.attach('alice@phone')
  const lobby = await s.connect()
  lobby.send('CAP REQ :soju.im/bouncer-networks', `PASS alice:${password}`, 'NICK a')
  lobby.send('USER a 0 * :a', 'CAP END')
  await lobby.hears(/ 422 /)
  await new LocalAccounts(s.store, {}).setPassword('alice', 'battery staple')
  for (const device of [phone, lobby]) {
    await device.hears(/^ERROR :.*Your password has been changed/)
  }
  const back = await s.connect()
  back.send('PASS :alice@phone:battery staple', 'NICK alice', 'USER x 0 * :x')
  await back.hears(/ 422 /)
  assert.equal(s.network.clients, 1)
})

test('a removed account leaves the network, and nothing of it is written afterwards', async () => {
  await using s = await stage({ ...quick, accounts: ['alice', 'bob'] })
  const phone = await s.attach('alice@phone')
  await s.attach('bob@phone')
  phone.send('JOIN #tea', 'PRIVMSG #tea :hello')
  await phone.hears(/JOIN/)
  await new LocalAccounts(s.store, {}).remove('alice')
  await phone.hears(/^ERROR :.*Your account has been removed/)
  await until('alice to be gone', async () => {
    const shelves = [s.store.networks, s.store.cursors, s.store.shelf('markers')]
    const kept = await Promise.all(shelves.map((shelf) => shelf.list('alice/')))
    const logs = await s.store.log.logs('user/alice')
    return kept.flat().length === 0 && logs.length === 0 && s.network.clients === 1
  })
  assert.equal((await s.store.networks.list('bob/')).length, 1)
})

test('a suspended person is off the network, also after a restart, and comes back when restored', async () => {
  await using s = await stage(quick)
  const phone = await s.attach('alice@phone')
  const accounts = new LocalAccounts(s.store, {})
  await accounts.suspend('alice', { by: 'eve', reason: 'spam', at: Date.now() })
  await phone.hears(/^ERROR :.*Your account has been suspended/)
  await until('alice to leave', () => s.network.clients === 0)
  await s.restart()
  assert.equal(s.network.clients, 0)
  const again = await s.connect()
  again.send('CAP REQ :sasl', 'AUTHENTICATE PLAIN')
  await again.hears(/^AUTHENTICATE \+/)
  again.send(`AUTHENTICATE ${btoa(`\0alice\0${password}`)}`)
  await again.hears(/ 902 \* :This account is suspended: spam/)
  await accounts.restore('alice')
  await until('alice to be back', () => s.network.clients === 1)
})

test('where passwords are for TLS only, the door offers in the clear what shows none', () => {
  const offered = (isOpen: boolean) => mechanisms({ bears: true }, { isOpen })
  assert.deepEqual(offered(true), ['SCRAM-SHA-256'])
  assert.deepEqual(offered(false), ['PLAIN', 'SCRAM-SHA-256', 'OAUTHBEARER'])
})

test('SASL EXTERNAL: the certificate that was shown at the bouncer’s door is a way in', async () => {
  await using network = await startNetwork()
  await network.addAccount('alice', 'correct horse')
  const pems = await generate([{ name: 'commonName', value: 'alice' }], { keyType: 'ec' })
  const shown = new X509Certificate(pems.cert).fingerprint256.replaceAll(':', '').toLowerCase()
  await new LocalAccounts(network.store, {}).addCertificate('alice', shown)
  const lines = ['CAP LS 302', 'CAP REQ :sasl', 'AUTHENTICATE EXTERNAL']
  const to = { ...network.bouncerTls, rejectUnauthorized: false }
  const withIt = { ...to, cert: pems.cert, key: pems.private }
  const enter = ['NICK alice', 'USER a 0 * :a', 'CAP END']
  const at = (name: string) => `AUTHENTICATE ${btoa(name)}`
  assert.match(
    await conversation(withIt, [...lines, at('alice@laptop'), ...enter], / 001 alice /),
    /:sasl=PLAIN,EXTERNAL,SCRAM-SHA-256,SCRAM-SHA-256-PLUS .* 900 .* 903 /s,
  )
  await conversation(withIt, [...lines, 'AUTHENTICATE +', ...enter], / 001 alice /)
  await conversation(withIt, [...lines, at('bob')], / 904 /)
  const without = await conversation(to, lines, / 908 /)
  assert.match(
    without,
    /:sasl=PLAIN,SCRAM-SHA-256,SCRAM-SHA-256-PLUS .* 908 \* PLAIN,SCRAM-SHA-256,SCRAM-SHA-256-PLUS :/s,
  )
})

/** All that is said until it fits. */
async function conversation(to: tls.ConnectionOptions, lines: string[], last: RegExp) {
  const socket = tls.connect(to)
  let heard = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text
  })
  socket.write(lines.map((line) => `${line}\r\n`).join(''))
  await until(
    () => `${last} in ${heard}`,
    () => last.test(heard),
  )
  socket.destroy()
  await once(socket, 'close')
  return heard
}

test('a renamed person keeps what was missed, and comes in by both names', async () => {
  await using network = await startNetwork()
  for (const name of ['alice', 'bob']) await network.addAccount(name, password)
  const attach = async (name: string) => {
    const device = new Device(net.connect(network.bouncer))
    device.send(`PASS ${name}@phone:${password}`, `NICK ${name}`, 'USER x 0 * :x')
    await device.hears(/ 422 /)
    return device
  }
  const phone = await attach('alice')
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  const bob = await attach('bob')
  bob.send('JOIN #tea')
  await bob.hears(/ 366 /)
  phone.drop()
  await new LocalAccounts(network.store, {}).rename('alice', 'alicia')
  await until('the server to know', async () => {
    bob.send('WHOIS alice')
    return bob.hears(/ (?:330|318) /).then((line) => / 330 bob alice alicia /.test(line))
  })
  bob.send('PRIVMSG #tea :while you were away')
  await until('the line to be kept', async () => {
    const rows = await network.store.log.since('user/alice', 0, 100)
    return rows.some(({ line }) => line.includes('while you were away'))
  })
  const back = await attach('alicia')
  await back.hears(/while you were away/)
  assert.ok(back.lines.includes(':alice!~alice@user/alicia JOIN #tea'))
  const again = await attach('alice')
  for (const device of [back, again, bob]) device.drop()
  assert.deepEqual(await network.store.networks.list('alicia/'), [])
})
