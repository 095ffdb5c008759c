/** Talking to the bouncer itself: BouncerServ, *status, devices, hidden channels. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { table } from '../../bouncer/service/table.ts'
import { sorted, split } from '../../bouncer/service/words.ts'
import type { Device } from './device.ts'
import { type Stage, stage } from './stage.ts'

async function told(device: Device, command: string, answer: RegExp): Promise<string> {
  device.send(`PRIVMSG BouncerServ :${command}`)
  return device.hears(new RegExp(`^:BouncerServ!\\S+ PRIVMSG \\S+ :.*${answer.source}`))
}

async function inChannel(s: Stage, login: string, ...caps: string[]): Promise<Device> {
  const device = await s.attach(login, ...caps)
  device.send('JOIN #tea')
  await device.hears(/ 366 /)
  return device
}

test('words are split as a shell does, and the first ones are taken as they are', () => {
  assert.deepEqual(split(`a "b c" d='e f' "g`), ['a', 'b c', 'd=e f', 'g'])
  assert.deepEqual(sorted(['x=1', 'y', 'z=2'], 1), {
    plain: ['x=1', 'y'],
    named: new Map([['z', '2']]),
  })
})

test('every command has a name of its own, and help shows it', async () => {
  assert.equal(new Set(table.map(({ name }) => name)).size, table.length)
  await using s = await stage()
  const phone = await s.attach('alice@phone')
  phone.send('PRIVMSG BouncerServ :help')
  for (const { name, admin } of table) {
    if (!admin) await phone.hears(new RegExp(`PRIVMSG alice :${name}( |$)`))
  }
  assert.ok(!phone.lines.some((line) => line.includes('user list')))
  await told(phone, 'user list', /There is no command user list/)
  await told(phone, 'help device forget', /device forget <device>/)
  await told(phone, 'network frobnicate', /There is no command network frobnicate/)
  await told(phone, 'device forget', /Usage: device forget <device>/)
})

test('what is said to BouncerServ goes to nobody, is not remembered, and is answered here only', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone')
  const desk = await s.attach('alice@desk')
  const before = desk.lines.length
  await told(phone, 'network list', /home: connected, as alice/)
  phone.send('BOUNCERSERV network list', 'ZNC *status ListNetworks', 'PRIVMSG *status :ListChans')
  await phone.hears(/^:BouncerServ!\S+ PRIVMSG alice :home: connected/)
  await phone.hears(/^:\*status!znc@znc.in PRIVMSG alice :home: connected/)
  await phone.hears(/^:\*status!znc@znc.in PRIVMSG alice :You are in no channel of home/)
  phone.send('PRIVMSG *status :ClearBuffer #tea', 'PRIVMSG *status :Help')
  await phone.hears(/Nothing is cleared/)
  await phone.hears(/ListNetworks, ListChans/)
  await sleep(20)
  assert.equal(desk.lines.length, before)
  assert.ok(!s.network.heard.some((line) => line.startsWith('PRIVMSG')))
  assert.equal(await s.store.log.lastSeq('user/alice'), 0)
})

test('the device list shows who is behind and by how much; a forgotten device is new', async () => {
  await using s = await stage()
  const phone = await inChannel(s, 'alice@phone')
  const desk = await s.attach('alice@desk')
  await sleep(50)
  desk.drop()
  await sleep(30)
  for (let n = 1; n <= 37; n++) s.network.says(`:bob!b@h PRIVMSG #tea :line ${n}`)
  await phone.hears(/line 37/)
  await sleep(50)
  await told(phone, 'device list', /desk: away, 37 lines behind, last answer \d{4}-\d\d-\d\d /)
  await phone.hears(/phone: connected, up to date/)
  await told(phone, 'device forget desk', /desk is forgotten/)
  await told(phone, 'device forget desk', /There is no device desk/)
  await told(phone, 'device list', /phone: connected/)
})

test('a device gets as much of what it missed as it wants', async () => {
  await using s = await stage()
  const phone = await inChannel(s, 'alice@phone')
  const names = ['last', 'marked', 'recent', 'quiet']
  for (const name of names) {
    const device = await s.attach(`alice@${name}`)
    await sleep(30)
    device.drop()
  }
  await told(phone, 'device policy last replay=last:2', /replay=last:2/)
  await told(phone, 'device policy marked replay=highlights', /replay=highlights/)
  await told(phone, 'device policy recent replay=since:1h', /replay=since:1h/)
  await told(phone, 'device policy quiet events=off', /events=off/)
  await told(phone, 'device policy quiet replay=some', /replay is all/)
  s.network.says(':bob!b@h PRIVMSG #tea :one', ':bob!b@h PRIVMSG #tea :two, Alice!')
  s.network.says(':bob!b@h PRIVMSG #tea :malice', ':bob!b@h PRIVMSG alice :four')
  await phone.hears(/four/)
  await sleep(30)
  const texts = async (name: string) => {
    const device = await s.attach(`alice@${name}`)
    await sleep(60)
    return device.texts
  }
  assert.deepEqual(await texts('last'), ['malice', 'four'])
  assert.deepEqual(await texts('marked'), ['two, Alice!', 'four'])
  assert.deepEqual(await texts('recent'), ['one', 'two, Alice!', 'malice', 'four'])
  const quiet = await s.attach('alice@quiet')
  s.network.says(':dan!d@h JOIN #tea', ':dan!d@h QUIT', ':bob!b@h TOPIC #tea :new')
  await quiet.hears(/TOPIC #tea :new/)
  assert.ok(!quiet.lines.some((line) => line.includes('dan!')))
})

test('a detached channel is kept and hidden, tells only of one’s name, and comes back whole', async () => {
  await using s = await stage()
  const phone = await inChannel(s, 'alice@phone', 'server-time')
  await told(phone, 'channel detach #TEA', /#tea is detached/)
  assert.ok(phone.lines.some((line) => /:alice!u@h PART #tea :?Detached/.test(line)))
  s.network.says(
    ':bob!b@h PRIVMSG #tea :nothing',
    ':bob!b@h JOIN #tea',
    ':b!b@h PRIVMSG #tea :alice: hi',
  )
  await phone.hears(/NOTICE alice :#tea <b> alice: hi/)
  await told(phone, 'channel status', /#tea: joined, \d+ people, detached/)
  await sleep(30)
  assert.ok(!phone.texts.includes('nothing'))
  phone.drop()
  s.network.says(':bob!b@h PRIVMSG #tea :still nothing', ':bob!b@h PRIVMSG alice :dm')
  await sleep(30)
  await s.restart()
  const back = await s.attach('alice@phone', 'server-time')
  await back.hears(/:dm/)
  assert.ok(!back.lines.some((line) => /JOIN|nothing/.test(line)), back.lines.join('\n'))
  back.send('JOIN #tea')
  await back.hears(/:alice!u@h JOIN #tea/)
  await back.hears(/ 366 alice #tea/)
  s.network.says(':bob!b@h PRIVMSG #tea :shown')
  await back.hears(/PRIVMSG #tea :shown/)
  assert.ok(!s.network.heard.some((line) => line.startsWith('PART')))
})

test('a device that comes back while it is being forgotten has a place that is kept', async () => {
  await using s = await stage()
  const desk = await s.attach('alice@desk')
  const phone = await s.attach('alice@phone')
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  const { put } = s.store.cursors
  s.store.cursors.put = async (key, value) => {
    await held
    return put(key, value)
  }
  s.network.says(':bob!b@h PRIVMSG alice :one')
  await phone.hears(/PING :bl-/)
  await sleep(20)
  desk.send('PRIVMSG BouncerServ :device forget phone')
  await phone.until(() => phone.closed)
  const back = await s.attach('alice@phone')
  letGo()
  await desk.hears(/phone is forgotten/)
  s.network.says(':bob!b@h PRIVMSG alice :two')
  await back.hears(/two/)
  await sleep(50)
  const seq = await s.store.log.lastSeq('user/alice')
  assert.equal((await s.store.cursors.get('alice/phone'))?.seq, seq)
})
