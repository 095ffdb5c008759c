/** Other networks that do not behave: scripted ones, for faults only. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { type Device, eventually } from './device.ts'
import { Network } from './scripted-network.ts'
import { type Stage, type StageOptions, stage } from './stage.ts'

interface Abroad extends AsyncDisposable {
  s: Stage
  other: Network
  home: Device
  /** A device on the other network. */
  there: Device
}

async function abroad(
  attributes = '',
  options: StageOptions = {},
  caps?: string[],
): Promise<Abroad> {
  const other = new Network(caps)
  await other.open(true)
  const s = await stage(options)
  const home = await s.attach('alice@phone')
  home.send(
    `PRIVMSG BouncerServ :network add other host=127.0.0.1:${other.port} tls=no ${attributes}`,
  )
  await home.hears(/Added other/)
  const there = await s.attach('alice/other@phone')
  return {
    s,
    other,
    home,
    there,
    async [Symbol.asyncDispose]() {
      await s[Symbol.asyncDispose]()
      await other.close()
    },
  }
}

test('lines go out no faster than the network allows, in their order', async () => {
  await using a = await abroad('pace=3/60')
  a.other.heard.length = 0
  const began = Date.now()
  for (let n = 1; n <= 8; n++) a.there.send(`PRIVMSG #tea :line ${n}`)
  await a.other.hears(/line 8/)
  assert.ok(Date.now() - began >= 4 * 60)
  const said = a.other.heard.filter((line) => line.startsWith('PRIVMSG'))
  assert.deepEqual(
    said.map((line) => line.at(-1)),
    [...'12345678'],
  )
})

test('what still waited when the network went is told as not sent, and not remembered', async () => {
  await using a = await abroad('pace=2/10000', {}, ['server-time'])
  await sleep(20)
  for (let n = 1; n <= 4; n++) a.there.send(`PRIVMSG bob :line ${n}`)
  await a.other.hears(/line 2/)
  a.other.breaks()
  await a.there.hears(/ 404 alice bob :Not sent/)
  await a.there.hears(/ 404 alice bob :Not sent/)
  await sleep(20)
  const [log = ''] = await a.s.store.log.logs('user/alice/')
  const rows = await a.s.store.log.since(log, 0, 10)
  assert.deepEqual(
    rows.map(({ line }) => line.at(-1)),
    ['1', '2'],
  )
})

test('what is said while the connection is being ended is told as not sent', async () => {
  await using a = await abroad('pace=2/10000', {}, ['server-time'])
  await sleep(20)
  const desk = await a.s.attach('alice/other@desk')
  for (let n = 1; n <= 3; n++) a.there.send(`PRIVMSG bob :line ${n}`)
  await a.other.hears(/line 2/)
  a.other.isDeaf = true
  a.home.send('PRIVMSG BouncerServ :network disconnect other')
  await a.there.hears(/ 404 alice bob :Not sent/, 500)
  desk.send('PRIVMSG bob :too late')
  await desk.hears(/ 404 alice bob :Not sent/, 500)
  await a.home.hears(/Disconnected from other/)
  const [log = ''] = await a.s.store.log.logs('user/alice/')
  const rows = await a.s.store.log.since(log, 0, 10)
  assert.deepEqual(
    rows.map(({ line }) => line.at(-1)),
    ['1', '2'],
  )
})

test('two wishes to connect anew are one connection, made when the old one has ended', async () => {
  await using a = await abroad()
  const desk = await a.s.attach('alice@desk')
  const before = a.s.log.filter(({ text }) => /the network/.test(text)).length
  a.other.isDeaf = true
  for (const device of [a.home, desk]) {
    device.send('PRIVMSG BouncerServ :network connect other')
  }
  await sleep(100)
  a.other.isDeaf = false
  await Promise.all([a.home, desk].map((device) => device.hears(/Connecting to other/)))
  const events = () => a.s.log.map(({ text }) => text).filter((text) => /the network/.test(text))
  await eventually(() => events().length === before + 2)
  assert.deepEqual(events().slice(-2), ['the network is gone', 'connected to the network'])
})

test('an echo that never came is told as unknown', async () => {
  await using a = await abroad('', {}, ['echo-message'])
  a.other.isDeaf = true
  a.there.send('PRIVMSG bob :heard?')
  await sleep(50)
  a.other.breaks()
  await a.there.hears(/NOTICE alice :It is not known whether this reached bob: heard\?/)
})

test('wanted nicks are tried in turn, then made-up ones', async () => {
  const other = new Network()
  for (const nick of ['alice', 'ali', 'alice_']) other.taken.add(nick)
  await other.open(true)
  await using s = await stage()
  const home = await s.attach('alice@phone')
  home.send(`PRIVMSG BouncerServ :network add other host=127.0.0.1:${other.port} tls=no nicks=ali`)
  await other.hears(/^NICK alice__$/)
  const tried = other.heard.filter((line) => line.startsWith('NICK'))
  assert.deepEqual(tried, ['NICK alice', 'NICK ali', 'NICK alice_', 'NICK alice__'])
  await other.close()
})

test('connect commands come before the first JOIN, which waits for the login', async () => {
  await using a = await abroad('"commands=PRIVMSG NickServ :IDENTIFY %nick% secret|MODE %nick% +x"')
  a.there.send('JOIN #tea')
  await a.there.hears(/ 366 /)
  a.other.heard.length = 0
  a.other.breaks()
  await a.other.hears(/^PRIVMSG NickServ :IDENTIFY alice secret$/)
  await a.other.hears(/^MODE alice \+x$/)
  await sleep(50)
  assert.ok(!a.other.heard.some((line) => line.startsWith('JOIN')))
  a.other.says(':irc.test 900 alice alice!u@h alice :You are now logged in as alice')
  await a.other.hears(/^JOIN #tea$/)
  const logs = await a.s.store.log.logs('user/')
  const rows = await Promise.all(logs.map((log) => a.s.store.log.since(log, 0, 100)))
  assert.ok(!rows.flat().some(({ line }) => line.includes('secret')))
})

test('a channel that is shut is tried again, one that forwards is followed', async () => {
  await using a = await abroad('', { timing: { rejoinMs: [40] } })
  a.there.send('JOIN #tea', 'JOIN #milk')
  await a.there.hears(/ 366 \S+ #milk/)
  a.other.refuses = { '#tea': '474' }
  a.other.breaks()
  await a.there.hears(/PART #tea :Not joined again/)
  a.other.heard.length = 0
  await a.other.hears(/^JOIN #tea$/)
  a.other.refuses = {}
  await a.there.hears(/^:alice!u@h JOIN #tea$/)
  a.other.says(':irc.test 470 alice #milk ##milk :Forwarding', ':alice!u@h JOIN ##milk')
  await a.there.hears(/JOIN ##milk/)
  await sleep(250)
  const [, record] = (await a.s.store.networks.list('alice/n'))[0]!
  assert.deepEqual(Object.keys(record.channels).sort(), ['##milk', '#tea'])
})

test('a nick is watched with MONITOR where the network has it, and nobody else is told', async () => {
  await using a = await abroad()
  a.other.says(':irc.test 005 alice MONITOR=100 :are supported by this server')
  a.other.taken.add('alice')
  a.other.says(':alice!u@h NICK guest')
  await a.other.hears(/^MONITOR \+ alice$/)
  a.other.heard.length = 0
  a.other.says(':irc.test 730 guest :alice!x@y', ':irc.test 731 guest :alice')
  await a.other.hears(/^NICK alice$/)
  a.other.says(':guest!u@h NICK alice')
  await a.other.hears(/^MONITOR - alice$/)
  assert.ok(!a.there.lines.some((line) => / 73[01] /.test(line)))
})

/** Lines that nobody should say, the same each time. */
function nonsense(count: number): string[] {
  const words = ['#tea', 'alice', '', '*', '0', '+ov', ':', 'x'.repeat(400), '@alice', '\x01A']
  const verbs = `001 005 353 366 433 470 474 731 900 904 CAP JOIN PART NICK KICK MODE QUIT BATCH
    AUTHENTICATE ERROR PING PRIVMSG TOPIC TAGMSG REDACT FAIL MARKREAD BOUNCER AWAY CHGHOST ACCOUNT
    \0 :`.split(/\s+/)
  const sources = ['', ':alice!u@h ', ':irc.test ', ': ', '@time=x;msgid= :b!b@h ', '@batch=1 ']
  const line = fc
    .tuple(
      fc.constantFrom(...sources),
      fc.constantFrom(...verbs),
      fc.array(fc.constantFrom(...words), { maxLength: 6 }),
    )
    .map(([source, verb, params]) => `${source}${verb} ${params.join(' ')}`)
  return fc.sample(line, { numRuns: count, seed: 7 })
}

test('nothing that another network says ends the bouncer, or reaches somebody else', async () => {
  await using a = await abroad('', { accounts: ['alice', 'bob'] })
  const bob = await a.s.attach('bob@desk')
  const before = bob.lines.length
  for (const [at, line] of nonsense(3_000).entries()) {
    a.other.says(line)
    if (at % 300 === 0) a.other.says('x'.repeat(20_000), `@${'y'.repeat(9_000)} PING`)
  }
  for (let n = 0; n < 5_000; n++) a.other.says(`:alice!u@h JOIN #c${n}`)
  a.s.network.says(':carol!c@h PRIVMSG bob :still here?')
  await bob.hears(/still here\?/)
  a.home.send('PING :me')
  await a.home.hears(/PONG \S+ :?me/)
  await sleep(100)
  assert.deepEqual(
    a.s.log.filter(({ level }) => level === 'error'),
    [],
  )
  const heard = bob.lines.slice(before)
  assert.ok(
    heard.every((one) => /still here|PING/.test(one)),
    heard.join('\n'),
  )
})

test('a network that never ends its greeting, or is silent, is given up', async () => {
  await using a = await abroad('', { timing: { registrationMs: 80, backoffMs: [0, 30] } })
  a.other.isDeaf = true
  a.other.breaks()
  a.home.send('PRIVMSG BouncerServ :network list')
  await eventually(() => {
    a.home.send('PRIVMSG BouncerServ :network list')
    return a.home.lines.some((line) => /other: connecting \(Registration timed out\)/.test(line))
  })
})
