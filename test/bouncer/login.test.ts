import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { dial } from '#host/dial.ts'
import { ScramClient } from '#host/scram.ts'
import type { Device } from './device.ts'
import { password, type Stage, stage } from './stage.ts'

function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64()
}

function text(base: string): string {
  return new TextDecoder().decode(Uint8Array.fromBase64(base))
}

/** Signs in with lines of its own, and waits for the welcome. */
async function enters(s: Stage, ...lines: string[]): Promise<Device> {
  const device = await s.connect()
  device.send(...lines)
  await device.hears(/ 001 /)
  return device
}

async function isRefused(s: Stage, pattern: RegExp, ...lines: string[]): Promise<Device> {
  const device = await s.connect()
  device.send(...lines)
  await device.hears(/^ERROR :/)
  assert.match(device.lines.join('\n'), pattern)
  await device.until(() => device.closed)
  return device
}

async function devicesOf(s: Stage): Promise<string[]> {
  await sleep(10)
  return (await s.store.cursors.list('alice/')).map(([key]) => key.slice(6))
}

const forms: [name: string, device: string, lines: string[]][] = [
  ['PASS user/net@device:password', 'a', [`PASS alice/home@a:${password}`, 'USER x 0 * :x']],
  ['PASS user@device/net:password', 'b', [`PASS alice@b/home:${password}`, 'USER x 0 * :x']],
  ['PASS user:password', '', [`PASS alice:${password}`, 'USER x 0 * :x']],
  ['PASS password, USER user/net@device', 'c', [`PASS ${password}`, 'USER alice/home@c 0 * :x']],
  ['PASS user:password, USER user@device', 'd', [`PASS alice:${password}`, 'USER x@d 0 * :x']],
  ['a name in another case', 'e', [`PASS ALICE/Home@e:${password}`, 'USER x 0 * :x']],
]

for (const [name, device, lines] of forms) {
  test(`an account signs in with ${name}`, async () => {
    await using s = await stage()
    await enters(s, ...lines, 'NICK alice')
    assert.deepEqual(await devicesOf(s), [device])
  })
}

test('SASL PLAIN: the name may repeat as authzid, and names network and device', async () => {
  await using s = await stage()
  const device = await s.connect()
  device.send('CAP LS 302', 'NICK alice', 'USER x 0 * :x', 'CAP REQ :sasl', 'AUTHENTICATE PLAIN')
  await device.hears(/^AUTHENTICATE \+$/)
  const name = 'alice/home@tv'
  device.send(`AUTHENTICATE ${base64(`${name}\0${name}\0${password}`)}`)
  await device.hears(/ 900 alice \S+ alice :/)
  await device.hears(/ 903 /)
  device.send('CAP END')
  await device.hears(/ 001 /)
  assert.deepEqual(await devicesOf(s), ['tv'])
})

test('SASL SCRAM-SHA-256: both sides prove that they know the password', async () => {
  await using s = await stage()
  const device = await s.connect()
  const scram = new ScramClient('alice@tv', password)
  device.send('CAP REQ :sasl', 'NICK alice', 'USER x 0 * :x', 'AUTHENTICATE SCRAM-SHA-256')
  await device.hears(/^AUTHENTICATE \+$/)
  device.send(`AUTHENTICATE ${base64(scram.first())}`)
  const first = text((await device.hears(/^AUTHENTICATE \S{9,}/)).slice(13))
  device.send(`AUTHENTICATE ${base64((await scram.final(first))!)}`)
  assert.ok(scram.verify(text((await device.hears(/^AUTHENTICATE \S{9,}/)).slice(13))))
  device.send('AUTHENTICATE +')
  await device.hears(/ 903 /)
  device.send('CAP END')
  await device.hears(/ 001 /)
  assert.deepEqual(await devicesOf(s), ['tv'])
})

test('SASL: what is wrong gets its numeric, and another attempt may follow', async () => {
  await using s = await stage()
  const device = await s.connect()
  device.send('CAP REQ :sasl', 'NICK alice', 'USER x 0 * :x', 'AUTHENTICATE EXTERNAL')
  await device.hears(/ 908 alice PLAIN,SCRAM-SHA-256 /)
  device.send('AUTHENTICATE PLAIN', 'AUTHENTICATE !!!')
  await device.hears(/ 904 /)
  device.send('AUTHENTICATE PLAIN', 'AUTHENTICATE *')
  await device.hears(/ 906 /)
  device.send('AUTHENTICATE PLAIN', `AUTHENTICATE ${'A'.repeat(401)}`)
  await device.hears(/ 905 /)
  device.send('AUTHENTICATE PLAIN', `AUTHENTICATE ${base64(`bob\0alice\0${password}`)}`)
  await device.hears(/ 904 /)
  device.send('AUTHENTICATE PLAIN', `AUTHENTICATE ${base64(`\0alice\0${password}`)}`)
  await device.hears(/ 903 /)
  device.send('CAP END')
  await device.hears(/ 001 /)
})

test('irssi: JOIN before registration, SASL and CAP END before NICK, PASS after SASL', async () => {
  await using s = await stage()
  const device = await s.connect()
  device.send('CAP LS 302', 'JOIN :', 'CAP REQ :multi-prefix sasl server-time')
  await device.hears(/ CAP \* ACK :multi-prefix sasl server-time/)
  device.send('AUTHENTICATE PLAIN')
  await device.hears(/^AUTHENTICATE \+$/)
  const name = 'alice/home@irssi'
  device.send(`AUTHENTICATE ${base64(`${name}\0${name}\0${password}`)}`)
  await device.hears(/ 903 /)
  device.send('CAP END', 'PASS something', 'NICK alice', 'USER alice alice localhost :Alice')
  await device.hears(/ 001 alice /)
  assert.ok(!device.lines.some((line) => / 451 /.test(line)))
  assert.deepEqual(await devicesOf(s), ['irssi'])
})

test('WeeChat: PASS comes first, then CAP LS, NICK and USER', async () => {
  await using s = await stage()
  const device = await s.connect()
  device.send(`PASS alice@weechat:${password}`, 'CAP LS 302', 'NICK alice', 'USER weechat 0 * :w')
  await device.hears(/ CAP \S+ LS (\* )?:sasl=/)
  await sleep(20)
  assert.ok(!device.lines.some((line) => / 001 /.test(line)))
  device.send('CAP REQ :server-time message-tags', 'CAP END')
  await device.hears(/ 001 /)
})

test('the stronger word counts: SASL before PASS before USER', async () => {
  await using s = await stage({ accounts: ['alice', 'bob'] })
  const device = await s.connect()
  device.send(`PASS bob@phone:${password}`, 'CAP REQ :sasl', 'AUTHENTICATE PLAIN')
  await device.hears(/^AUTHENTICATE \+$/)
  device.send(`AUTHENTICATE ${base64(`\0alice\0${password}`)}`)
  await device.hears(/ 903 /)
  device.send('NICK alice', 'USER x@desk 0 * :x', 'CAP END')
  await device.hears(/ 001 /)
  assert.deepEqual(await devicesOf(s), ['phone'])
})

test('what is wrong is said, and the connection closed', async () => {
  await using s = await stage()
  const last = ['NICK alice', 'USER x 0 * :x']
  await isRefused(s, / 464 alice :Password incorrect/, 'PASS alice:nonsense', ...last)
  await isRefused(s, / 464 alice :Sign in with SASL/, ...last)
  await isRefused(s, / 464 /, `PASS nobody:${password}`, ...last)
  await isRefused(s, /There is no network "libera" here/, `PASS alice/libera:${password}`, ...last)
  await isRefused(s, /A device name is/, `PASS alice@${'x'.repeat(65)}:${password}`, ...last)
})

test('a client that does not sign in is sent away', async () => {
  await using s = await stage({ timing: { signInMs: 50 } })
  const device = await s.connect()
  device.send('CAP LS 302')
  await device.hears(/^ERROR :Sign-in timed out/)
})

test('anything else before the sign-in is answered, and ends nothing', async () => {
  await using s = await stage()
  const device = await s.connect()
  device.send('PRIVMSG #tea :hi', 'PING :x', 'CAP NONSENSE', 'NICK', 'NICK #a', 'USER', 'PONG')
  device.send(
    'CAP',
    'CAP REQ',
    'CAP REQ :nothing-of-that-kind',
    'CAP END',
    ':',
    '@a=b',
    'AUTHENTICATE',
  )
  device.raw(Uint8Array.from({ length: 400 }, (_, at) => (at * 37) % 256))
  device.send('', 'x'.repeat(5_000))
  await device.hears(/ 451 /)
  await device.hears(/ PONG \S+ :?x/)
  await device.hears(/ 410 /)
  await device.hears(/ 432 /)
  await device.hears(/ 461 /)
  await device.hears(/ CAP \* NAK :nothing-of-that-kind/)
  await device.hears(/ 417 /)
  device.send('NICK alice', 'USER x 0 * :x', `PASS alice:${password}`)
  await device.hears(/ 464 /)
  assert.deepEqual(
    s.log.filter(({ level }) => level === 'error'),
    [],
  )
})

test('no password reaches the log', async () => {
  await using s = await stage()
  await s.attach('alice')
  await isRefused(s, / 464 /, 'PASS alice:nonsense', 'NICK alice', 'USER x 0 * :x')
  const log = JSON.stringify(s.log)
  assert.ok(!log.includes(password) && !log.includes('nonsense') && !log.includes('house-secret'))
})

test('whoever was sent away while the password was checked is not let in', async () => {
  await using s = await stage()
  // It reads on and does not close its side.
  const duplex = (await dial(s.bouncer)).resume()
  duplex.write(`PASS alice:${password}\r\nNICK alice\r\nUSER x 0 * :x\r\n`)
  await sleep(5)
  await s.restart()
  await sleep(400)
  assert.deepEqual(s.network.heard, [])
  assert.equal(await s.store.networks.get('alice/home'), undefined)
  duplex.destroy()
})
