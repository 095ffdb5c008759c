/** https://github.com/ircv3/ircv3-specifications/pull/471 (draft/webpush), https://soju.im/webpush */
import assert from 'node:assert/strict'
import { createECDH } from 'node:crypto'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { LocalAccounts } from '#accounts/local.ts'
import { openStore } from '#store/open.ts'
import { parse } from '#wire/message.ts'
import { Mirror } from '#wire/mirror.ts'
import { Pushes } from '../../bouncer/push/pushes.ts'
import type { Seat } from '../../bouncer/seat.ts'
import type { User } from '../../bouncer/user.ts'
import { opened, PushService, Subscriber, vouchedBy } from '../push-service.ts'
import { until } from '../until.ts'
import type { Device } from './device.ts'
import { type Stage, type StageOptions, stage } from './stage.ts'

const caps = ['soju.im/webpush', 'draft/read-marker', 'message-tags', 'server-time']
const vapid = /^\S+ 005 .* VAPID=([\w-]{87})( |$)/

async function quickStage(options: StageOptions = {}): Promise<Stage> {
  const timing = { pushWaitMs: 30, pushLookMs: 0, pushRetryMs: [10], accountsMs: 20 }
  return stage({ ...options, timing: { ...timing, ...options.timing } })
}

async function inTea(s: Stage, login = 'alice@phone', ...more: string[]): Promise<Device> {
  const device = await s.attach(login, ...caps, ...more)
  device.send('JOIN #tea')
  await device.hears(/ 366 /)
  return device
}

async function register(device: Device, to: Subscriber): Promise<void> {
  device.send(`WEBPUSH REGISTER ${to.endpoint} ${to.keys}`)
  await device.hears(/ WEBPUSH REGISTER https:/)
  await to.hears(/ NOTE WEBPUSH REGISTERED /)
}

function callOf(text: string) {
  const payload = `:bob!b@h PRIVMSG alice :${text}`
  return { key: 'home bob', network: 'home', payload, at: Date.now(), cameAt: Date.now() }
}

/** One person's pushes without a bouncer, on a store whose list of subscriptions may fail. */
async function alone({ pushWaitMs = 600_000 } = {}) {
  const store = await openStore('memory:')
  const lists = { asked: 0, failing: 0 }
  const shelf = (name: string) => {
    const real = store.shelf(name)
    if (name !== 'push') return real
    const list = async (prefix?: string) => {
      lists.asked++
      if (lists.failing-- > 0) throw new Error('no disk')
      return real.list(prefix)
    }
    return { ...real, list }
  }
  const mirror = new Mirror()
  mirror.apply(parse(':irc.test 001 alice :Welcome')!)
  const timing = { pushWaitMs, pushLookMs: 0, pushRetryMs: [10] }
  const setting = { push: {}, store: { ...store, accounts: store.accounts, shelf }, timing }
  const pushes = new Pushes({ account: 'alice', setting } as unknown as User)
  const seat = { id: 'home', network: { mirror }, markers: new Map() } as unknown as Seat
  return { pushes, seat, store, lists }
}

test('the subscriber of these tests opens the example of RFC 8291', () => {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', 'base64url')
  const body =
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6' +
    'TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qul' +
    'cy4a-fN'
  const auth = Buffer.from('BTBZMqHH6r4Tts7J_aSIgg', 'base64url')
  const text = opened(Buffer.from(body, 'base64url'), pair, auth)
  assert.equal(text, 'When I grow up, I want to be a watermelon')
})

test('what calls a person is pushed, closed for the subscriber and signed with the key of 005', async () => {
  await using service = await PushService.start()
  await using s = await quickStage()
  const phone = await s.attach('alice@phone', ...caps)
  const [, key] = vapid.exec(phone.lines.find((line) => vapid.test(line)) ?? '') ?? []
  const subscriber = new Subscriber(service, '/phone')
  await register(phone, subscriber)
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  phone.drop()
  s.network.says(
    ':bob!b@h PRIVMSG #tea :nobody in particular',
    ':bob!b@h PRIVMSG #tea :alicea is somebody else',
    ':irc.test NOTICE alice :the server says',
    ':bob!b@h NOTICE alice :a robot says',
    ':bob!b@h PRIVMSG alice :\x01VERSION\x01',
    ':alice!u@h PRIVMSG #tea :alice talks to herself',
    '@msgid=m1;time=2026-02-01T10:00:00.000Z;account=bob :bob!b@h PRIVMSG #tea :Alice, tea?',
    ':bob!b@h PRIVMSG alice :\x01ACTION waves\x01',
    ':bob!b@h INVITE alice #scones',
  )
  const called = await subscriber.hears(/Alice, tea/)
  assert.match(called, /^@(\S*;)?causerie\/network=home[; ]/)
  assert.match(called, /[@;]msgid=m1[; ]/)
  assert.match(called, /[@;]account=bob[; ]/)
  assert.match(called, / :bob!b@h PRIVMSG #tea :Alice, tea\?$/)
  await subscriber.hears(/ PRIVMSG alice :\x01ACTION waves\x01$/)
  await subscriber.hears(/ :bob!b@h INVITE alice #scones$/)
  assert.equal(subscriber.lines.length, 4)
  const { headers } = service.taken.at(-1)!
  const { key: shown, claims } = vouchedBy(headers)
  assert.equal(shown, key)
  assert.equal(claims.aud, service.origin)
  assert.ok(claims.exp > Date.now() / 1000 && claims.exp < Date.now() / 1000 + 86_401)
  assert.match(claims.sub, /^(mailto|https):/)
  assert.equal(headers['content-encoding'], 'aes128gcm')
  assert.ok(Number(headers.ttl) > 0)
})

test('what is read or answered is not pushed, and what was pushed is taken back', async () => {
  await using service = await PushService.start()
  // Nothing is pushed while the phone, which has just been used, is there.
  await using s = await quickStage({ timing: { pushLookMs: 60_000 } })
  const phone = await inTea(s)
  const desk = await s.attach('alice@desk', ...caps)
  const subscriber = new Subscriber(service, '/phone')
  await register(phone, subscriber)
  phone.send('PRIVMSG #tea :hello')
  await desk.hears(/:hello$/)
  s.network.says(':bob!b@h PRIVMSG #tea :alice: one', ':bob!b@h PRIVMSG alice :two')
  const [, time] = /time=([^; ]+)/.exec(await phone.hears(/alice: one/))!
  await phone.hears(/:two$/)
  phone.send(`MARKREAD #tea timestamp=${time}`, 'PRIVMSG bob :I am here')
  await desk.hears(/:I am here$/)
  s.network.says(':bob!b@h PRIVMSG #tea :alice: three')
  const [, last] = /time=([^; ]+)/.exec(await desk.hears(/alice: three/))!
  phone.drop()
  await subscriber.hears(/alice: three/)
  assert.equal(subscriber.lines.length, 2)
  desk.send(`MARKREAD #tea timestamp=${last}`)
  const closed = await subscriber.hears(/ MARKREAD #tea /)
  assert.ok(closed.endsWith(`timestamp=${last}`), closed)
  assert.match(closed, /^@causerie\/network=home :/)
})

test('while somebody uses a device nothing is pushed, and it is when they have left it', async () => {
  await using service = await PushService.start()
  await using s = await quickStage({ timing: { pushLookMs: 60_000 } })
  const phone = await inTea(s)
  const subscriber = new Subscriber(service, '/phone')
  await register(phone, subscriber)
  const desk = await s.attach('alice@desk', ...caps)
  desk.send('PRIVMSG #tea :I sit here')
  await phone.hears(/I sit here/)
  s.network.says(':bob!b@h PRIVMSG #tea :alice: do you?')
  await phone.hears(/alice: do you/)
  assert.equal(subscriber.lines.length, 1)
  desk.drop()
  await subscriber.hears(/alice: do you/)
})

test('a place is https, public, and takes a first push, or it is not kept', async () => {
  await using service = await PushService.start()
  await using s = await quickStage({ pushAllowed: ['*'] })
  const phone = await s.attach('alice@phone', ...caps)
  const { endpoint, keys } = new Subscriber(service, '/phone')
  const [point = '', auth = ''] = keys.split(';')
  const refused = async (words: string, code: string) => {
    phone.send(`WEBPUSH ${words}`)
    await phone.hears(new RegExp(` FAIL WEBPUSH ${code} `))
  }
  await refused(`REGISTER ${endpoint} ${keys}`, `INTERNAL_ERROR REGISTER ${endpoint}`)
  for (const host of ['localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '169.254.169.254']) {
    const port = new URL(endpoint).port
    await refused(`REGISTER https://${host}:${port}/phone ${keys}`, 'INTERNAL_ERROR REGISTER')
  }
  assert.equal(service.taken.length, 0)
  const wrong = [
    ['http://push.test/', keys],
    ['https://user:pass@push.test/', keys],
    ['nonsense', keys],
    ['https://push.test/', point],
    ['https://push.test/', `${point};auth=short`],
    ['https://push.test/', `p256dh=${Buffer.alloc(65, 4).toString('base64url')};${auth}`],
    ['https://push.test/', `${keys} more`],
  ]
  for (const [at, given] of wrong)
    await refused(`REGISTER ${at} ${given}`, 'INVALID_PARAMS REGISTER')
  await refused('REGISTER', 'INVALID_PARAMS REGISTER \\*')
  await refused('UNREGISTER', 'INVALID_PARAMS UNREGISTER \\*')
  await refused('FROBNICATE https://push.test/', 'INVALID_PARAMS FROBNICATE https://push.test/')
  phone.send('WEBPUSH UNREGISTER https://never.heard.of/')
  await phone.hears(/ WEBPUSH UNREGISTER https:\/\/never\.heard\.of\/$/)
  assert.ok(!s.log.some(({ about }) => JSON.stringify(about).includes('/phone')))
})

test('a service that does not want the first push is not kept, and no redirect is followed', async () => {
  await using service = await PushService.start()
  await using s = await quickStage()
  const phone = await s.attach('alice@phone', ...caps)
  const { endpoint, keys } = new Subscriber(service, '/phone')
  const location = `${service.origin}/elsewhere`
  for (const status of [301, 307, 400, 403, 404, 500]) {
    service.answers = [{ status, headers: { location } }]
    phone.send(`WEBPUSH REGISTER ${endpoint} ${keys}`)
    await phone.hears(/ FAIL WEBPUSH INTERNAL_ERROR /)
  }
  assert.deepEqual(new Set(service.taken.map(({ path }) => path)), new Set(['/phone']))
  assert.deepEqual(await s.store.shelf('push').list(), [])
})

test('a person has so many, and may try so many in an hour', async () => {
  await using service = await PushService.start()
  await using s = await quickStage()
  const phone = await s.attach('alice@phone', ...caps)
  const wish = (nth: number) => {
    const { endpoint, keys } = new Subscriber(service, `/${nth}`)
    phone.send(`WEBPUSH REGISTER ${endpoint} ${keys}`)
  }
  for (let nth = 0; nth < 10; nth++) wish(nth)
  await phone.hears(/ WEBPUSH REGISTER \S+\/9$/)
  for (let nth = 10; nth < 21; nth++) wish(nth)
  await phone.hears(/ FAIL WEBPUSH MAX_REGISTRATIONS REGISTER \S+\/10 :You have too many/)
  await phone.hears(/ FAIL WEBPUSH MAX_REGISTRATIONS REGISTER \S+\/20 :.*wait an hour/)
  assert.equal((await s.store.shelf('push').list('alice/')).length, 10)
})

test('a service that fails is tried again in order; one that says gone is not', async () => {
  await using service = await PushService.start()
  await using s = await quickStage()
  const phone = await inTea(s)
  const [lasting, ending] = ['/lasting', '/ending'].map((path) => new Subscriber(service, path))
  await register(phone, lasting!)
  service.answers = [{ status: 503 }, { status: 429, headers: { 'retry-after': '0' } }]
  s.network.says(':bob!b@h PRIVMSG alice :one')
  await until('three tries', () => lasting!.lines.length === 4)
  s.network.says(':bob!b@h PRIVMSG alice :two')
  await lasting!.hears(/ :two$/)
  const said = lasting!.lines.slice(1).map((line) => line.split(':').at(-1))
  assert.deepEqual(said, ['one', 'one', 'one', 'two'])
  await register(phone, ending!)
  service.answers = [{ status: 410 }, { status: 410 }]
  s.network.says(':bob!b@h PRIVMSG alice :three')
  await until('both gone', async () => (await s.store.shelf('push').list()).length === 0)
  phone.send('PRIVMSG BouncerServ :push list')
  await phone.hears(/Nobody is told by push/)
})

test('what was about to be pushed, and to be taken back, outlives a bouncer that closes', async () => {
  await using service = await PushService.start()
  await using s = await quickStage({ timing: { pushRetryMs: [600_000] } })
  const phone = await inTea(s)
  const subscriber = new Subscriber(service, '/phone')
  await register(phone, subscriber)
  service.answers = [{ status: 503 }]
  s.network.says(':bob!b@h PRIVMSG #tea :alice: one', ':bob!b@h PRIVMSG #tea :alice: two')
  const [, last] = /time=([^; ]+)/.exec(await phone.hears(/alice: two/))!
  await subscriber.hears(/alice: one/)
  await s.restart()
  await subscriber.hears(/alice: one/)
  await subscriber.hears(/alice: two/)
  await s.restart()
  const desk = await s.attach('alice@desk', ...caps)
  desk.send(`MARKREAD #tea timestamp=${last}`)
  await subscriber.hears(/ MARKREAD #tea /)
  assert.deepEqual(await s.store.shelf('push-waiting').list(), [])
})

test('keys and subscriptions outlive the bouncer', async () => {
  await using service = await PushService.start()
  await using s = await quickStage()
  const keyOf = async () => {
    const phone = await s.attach('alice@phone', ...caps)
    return { phone, line: phone.lines.find((line) => vapid.test(line)) }
  }
  const first = await keyOf()
  const subscriber = new Subscriber(service, '/phone')
  await register(first.phone, subscriber)
  await s.restart()
  assert.equal((await keyOf()).line, first.line)
  s.network.says(':bob!b@h PRIVMSG alice :still there?')
  await subscriber.hears(/still there/)
  const [[, kept] = []] = await s.store.shelf<{ privateKey: string }>('push-keys').list()
  assert.match(kept!.privateKey, /^sealed:/)
})

test('on a network it is about that one; on a connection without any, about all', async () => {
  await using service = await PushService.start()
  await using s = await quickStage()
  const home = await s.attach('alice@phone', ...caps)
  const lobby = await s.attach('alice@page', ...caps, 'soju.im/bouncer-networks')
  assert.ok(lobby.lines.some((line) => vapid.test(line)))
  lobby.send('BOUNCER ADDNETWORK :name=far;host=127.0.0.1;port=1;tls=0')
  const [, id] = /ADDNETWORK (\S+)/.exec(await lobby.hears(/ BOUNCER ADDNETWORK /))!
  const far = await s.attach('alice/far@phone', ...caps)
  const [one, other] = ['/all', '/far'].map((path) => new Subscriber(service, path))
  await register(lobby, one!)
  await register(far, other!)
  home.send('PRIVMSG BouncerServ :push list')
  await home.hears(/1\. 127\.0\.0\.1:\d+: all networks, asked for on \d{4}-\d\d-\d\d, by page/)
  await home.hears(/2\. 127\.0\.0\.1:\d+: far, asked for on /)
  s.network.says(':bob!b@h PRIVMSG alice :at home')
  await one!.hears(/at home/)
  assert.equal(other!.lines.length, 1)
  // The same place on another network is told of that one too, and then of the first no more.
  home.send(`WEBPUSH REGISTER ${other!.endpoint} ${other!.keys}`)
  await home.hears(/ WEBPUSH REGISTER /)
  s.network.says(':bob!b@h PRIVMSG alice :at home again')
  assert.match(await other!.hears(/at home again/), /network=home/)
  far.send(`WEBPUSH UNREGISTER ${other!.endpoint}`)
  await far.hears(/ WEBPUSH UNREGISTER /)
  home.send('PRIVMSG BouncerServ :push list')
  await home.hears(/2\. 127\.0\.0\.1:\d+: home, /)
  assert.ok(id)
})

test('a client that wishes the same on all its networks at once is asked for once, and has it on all', async () => {
  await using service = await PushService.start()
  await using s = await quickStage()
  const home = await s.attach('alice@phone', ...caps)
  const lobby = await s.attach('alice@page', ...caps, 'soju.im/bouncer-networks')
  lobby.send('BOUNCER ADDNETWORK :name=far;host=127.0.0.1;port=1;tls=0')
  await lobby.hears(/ BOUNCER ADDNETWORK /)
  const far = await s.attach('alice/far@phone', ...caps)
  const { endpoint, keys } = new Subscriber(service, '/phone')
  for (const device of [home, far]) device.send(`WEBPUSH REGISTER ${endpoint} ${keys}`)
  for (const device of [home, far]) await device.hears(/ WEBPUSH REGISTER https:/)
  assert.equal(service.taken.length, 1)
  home.send('PRIVMSG BouncerServ :push list')
  await home.hears(/1\. 127\.0\.0\.1:\d+: (home, far|far, home), /)
})

test('what calls a person while it is read what was left to be pushed is not lost', async () => {
  const { pushes, seat, store } = await alone()
  const shelf = store.shelf('push-waiting')
  await shelf.put('alice', { calls: [callOf('one')], told: [], parcels: [] })
  const opening = pushes.open()
  pushes.heard(seat, parse(':bob!b@h PRIVMSG alice :two')!)
  await opening
  await pushes.close()
  const left = (await shelf.get('alice')) as { calls: { payload: string }[] }
  const texts = left.calls.map(({ payload }) => payload.split(':').at(-1))
  assert.deepEqual(texts, ['one', 'two'])
  await store[Symbol.asyncDispose]()
})

test('a store that could not be read once does not end what is pushed', async () => {
  const { pushes, seat, store, lists } = await alone({ pushWaitMs: 0 })
  lists.failing = 1
  pushes.heard(seat, parse(':bob!b@h PRIVMSG alice :one')!)
  await until('a first try', () => lists.asked === 1)
  await until('it to have failed', () => lists.failing === 0)
  await setImmediate()
  pushes.heard(seat, parse(':bob!b@h PRIVMSG alice :two')!)
  await until('a second one', () => lists.asked === 2)
  await pushes.close()
  await store[Symbol.asyncDispose]()
})

test('a subscription ends with its device, with the password, with the account, and on request', async () => {
  await using service = await PushService.start()
  await using s = await quickStage()
  const phone = await s.attach('alice@phone', ...caps)
  const desk = await s.attach('alice@desk', ...caps)
  const all = ['/1', '/2', '/3'].map((path) => new Subscriber(service, path))
  for (const one of all) await register(phone, one)
  const count = async () => (await s.store.shelf('push').list('alice/')).length
  desk.send('PRIVMSG BouncerServ :push stop 7', 'PRIVMSG BouncerServ :push stop 1')
  await desk.hears(/There is no number 7/)
  await desk.hears(/127\.0\.0\.1:\d+ is told nothing more/)
  desk.send('PRIVMSG BouncerServ :push stop all')
  await desk.hears(/2 subscriptions ended/)
  assert.equal(await count(), 0)
  await register(phone, all[0]!)
  desk.send('PRIVMSG BouncerServ :device forget phone')
  await desk.hears(/phone is forgotten/)
  assert.equal(await count(), 0)
  await register(desk, all[1]!)
  const accounts = new LocalAccounts(s.store, {})
  await accounts.setPassword('alice', 'another:horse')
  await until('the subscription to end', async () => (await count()) === 0)
})

test('whoever does not ask for push sees nothing of it, and whoever asks later gets the key', async () => {
  await using s = await quickStage()
  const plain = await s.attach('alice@plain', 'message-tags')
  assert.ok(!plain.lines.some((line) => line.includes('VAPID')))
  plain.send('CAP REQ draft/webpush')
  await plain.hears(vapid)
})

test('a house that does not push says so, and has no key', async () => {
  await using service = await PushService.start()
  await using s = await quickStage({ pushAllowed: [] })
  const phone = await s.attach('alice@phone', ...caps)
  assert.ok(!phone.lines.some((line) => line.includes('VAPID')))
  const { endpoint, keys } = new Subscriber(service, '/phone')
  phone.send(`WEBPUSH REGISTER ${endpoint} ${keys}`)
  await phone.hears(/ FAIL WEBPUSH FORBIDDEN REGISTER /)
})
