/** Several bouncer processes on one store: a person is at home in one of them, and welcome in all. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { dial } from '#host/dial.ts'
import { preferred } from '#store/tenure.ts'
import { missing as skip } from '../store/redis-server.ts'
import { until } from '../until.ts'
import { type Crew, gather, type Mate } from './crew.ts'
import { Device } from './device.ts'

const caps = ['server-time', 'message-tags', 'echo-message']

/** Of those who live through an outage. */
const shortLeaseMs = 900

async function withCrew(run: (crew: Crew) => Promise<void>, leaseMs?: number): Promise<void> {
  await using crew = await gather(leaseMs)
  for (const name of ['alice', 'bob']) await crew.addAccount(name)
  await run(crew)
}

const rule = (title: string, run: (crew: Crew) => Promise<void>, leaseMs?: number) =>
  test(title, { skip }, () => withCrew(run, leaseMs))

/** Settles when the disk has it that all that was said until then has been received. */
async function hasRead({ store }: Crew, by: Device, text: string, ...devices: string[]) {
  await by.until(() => by.texts.includes(text))
  await until(`${devices} to acknowledge`, async () => {
    const cursors = await Promise.all(devices.map((key) => store.cursors.get(key)))
    const last = await store.log.lastSeq('user/alice')
    return cursors.every((cursor) => cursor?.seq === last)
  })
}

const counted = (device: Device, text: string) => device.texts.filter((one) => one === text).length

rule('a device on another process hears and speaks as if it were at home', async (crew) => {
  const [a, b] = [await crew.join(), await crew.join()]
  const desk = await a.attach('alice@desk', ...caps)
  const phone = await b.attach('alice@phone', ...caps)
  const zoe = await crew.guest('zoe')
  desk.send('JOIN #tea')
  await phone.hears(/ JOIN #tea/)
  zoe.send('JOIN #tea')
  await phone.hears(/zoe!.* JOIN #tea/)
  zoe.send('PRIVMSG #tea :from zoe')
  phone.send('PRIVMSG #tea :from the phone')
  desk.send('PRIVMSG #tea :from the desk')
  const all = ['from zoe', 'from the phone', 'from the desk']
  for (const device of [desk, phone]) {
    await device.until(() => all.every((text) => device.texts.includes(text)))
  }
  await zoe.until(() => zoe.texts.length === 2)
  for (const device of [desk, phone]) for (const text of all) assert.equal(counted(device, text), 1)
  assert.deepEqual(zoe.texts.toSorted(), ['from the desk', 'from the phone'])
  assert.deepEqual(desk.texts, phone.texts, 'in one order')
  const connected = crew.log.filter((line) => line.includes('connected to the network'))
  assert.equal(connected.length, 1, 'one connection to the network')
})

rule(
  'cursors, read markers and presence are shared by the devices of all processes',
  async (crew) => {
    const [a, b] = [await crew.join(), await crew.join()]
    const zoe = await crew.guest('zoe')
    const desk = await a.attach('alice@desk', ...caps, 'draft/read-marker')
    const phone = await a.attach('alice@phone', ...caps)
    zoe.send('PRIVMSG alice :first')
    await hasRead(crew, phone, 'first', 'alice/phone')
    phone.send('QUIT')
    await phone.until(() => phone.closed)
    zoe.send('PRIVMSG alice :second')
    await desk.until(() => desk.texts.includes('second'))
    const again = await b.attach('alice@phone', ...caps, 'draft/read-marker')
    await again.until(() => again.texts.includes('second'))
    assert.equal(counted(again, 'first'), 0)
    again.send('MARKREAD zoe timestamp=2024-01-01T00:00:00.000Z')
    await desk.hears(/ MARKREAD zoe timestamp=2024-01-01T00:00:00.000Z/)
    desk.send('QUIT')
    await desk.until(() => desk.closed)
    zoe.send('WHOIS alice')
    await zoe.hears(/ 318 /)
    assert.ok(!zoe.lines.some((line) => / 301 zoe alice /.test(line)), 'the phone is present')
    again.send('AWAY :asleep')
    await again.hears(/ 306 /)
    zoe.send('WHOIS alice')
    await zoe.hears(/ 301 zoe alice :asleep/)
  },
)

rule(
  'when a process ends, another takes its people, and nobody misses or repeats a line',
  async (crew) => {
    const [a, b] = [await crew.join(), await crew.join()]
    const zoe = await crew.guest('zoe')
    const desk = await a.attach('alice@desk', ...caps)
    const phone = await b.attach('alice@phone', ...caps)
    zoe.send('JOIN #tea')
    desk.send('JOIN #tea')
    await phone.hears(/ JOIN #tea/)
    zoe.send('PRIVMSG #tea :before')
    await hasRead(crew, desk, 'before', 'alice/desk', 'alice/phone')
    await a.close()
    await phone.until(() => phone.closed)
    zoe.send('PRIVMSG #tea :between')
    const [desk2, phone2] = [
      await b.attach('alice@desk', ...caps),
      await b.attach('alice@phone', ...caps),
    ]
    zoe.send('PRIVMSG #tea :after')
    for (const device of [desk2, phone2]) {
      await device.until(() => device.texts.includes('after'))
      assert.deepEqual(device.texts, ['between', 'after'])
    }
    assert.equal(counted(phone, 'before'), 1)
  },
)

rule(
  "the people of a process that has ended come back without any device's doing",
  async (crew) => {
    const a = await crew.join()
    const alice = await a.attach('alice@desk')
    alice.send('JOIN #tea')
    await alice.hears(/ 366 /)
    await crew.join()
    const zoe = await crew.guest('zoe')
    zoe.send('JOIN #tea')
    await zoe.hears(/ 366 /)
    await a.close()
    await zoe.hears(/alice!.* QUIT/)
    await zoe.hears(/alice!.* JOIN #tea/, 20_000)
  },
)

rule('the operator asks any process about everybody', async (crew) => {
  const [a, b] = [await crew.join(), await crew.join()]
  await a.attach('alice@desk')
  await b.attach('bob@desk')
  const connected = ['alice', 'bob'].map(
    (name) => `${name}: 1 of 1 networks connected, 1 devices here`,
  )
  await until(`everybody in the list: ${connected}`, async () => {
    const lines = await b.ask('', 'user', 'list')
    return lines.toSorted().join('\n') === connected.join('\n')
  })
  const devices = await b.ask('alice', 'device', 'list')
  assert.match(devices.join('\n'), /desk/)
  assert.deepEqual(await b.ask('nobody', 'device', 'list'), ['there is no account nobody'])
})

rule('whoever does not know the secret is not let in between bouncers', async (crew) => {
  const a = await crew.join()
  await a.attach('alice@desk')
  const device = {
    account: 'alice',
    device: 'spy',
    nick: 'alice',
    presence: '',
    caps: { acked: [], version: 0, mechanisms: [] },
  }
  const body = JSON.stringify({ device })
  for (const line of [body, `${'x'.repeat(43)} ${body}`, 'yes', '']) {
    const stranger = new Device(await dial(a.door))
    await stranger.until(() => stranger.lines.length === 1)
    stranger.send(`${line} `)
    await stranger.until(() => stranger.closed)
    assert.equal(stranger.lines.length, 1, 'it hears the greeting alone')
  }
  const warned = crew.log.filter((line) => line.includes('without the secret'))
  assert.equal(warned.length, 4)
})

const outage = async (crew: Crew) => {
  const [a, b] = [await crew.join(), await crew.join()]
  const zoe = await crew.guest('zoe')
  const desk = await a.attach('alice@desk', ...caps)
  const phone = await b.attach('alice@phone', ...caps)
  const bob = await b.attach('bob@desk', ...caps)
  zoe.send('PRIVMSG alice :before')
  for (const device of [desk, phone]) await device.until(() => device.texts.includes('before'))
  await crew.redis.kill()
  phone.send('PRIVMSG zoe :in the dark')
  await sleep(4 * shortLeaseMs)
  await crew.redis.start()
  zoe.send('PRIVMSG alice :after')
  for (const device of [desk, phone]) {
    await device.until(() => device.texts.includes('after'), 20_000)
    assert.equal(counted(device, 'before'), 1)
    assert.equal(counted(device, 'after'), 1)
    assert.equal(device.closed, false)
  }
  await zoe.until(() => zoe.texts.includes('in the dark'), 20_000)
  assert.equal(counted(zoe, 'in the dark'), 1)
  // Renewed and looked at twice since then.
  await sleep(2 * shortLeaseMs)
  assert.equal(bob.closed, false)
  const connected = crew.log.filter((line) => line.includes('connected to the network'))
  assert.equal(connected.length, 2, 'alice and bob, once each')
}

rule('an outage of Redis that outlasts all leases takes nobody from anybody', outage, shortLeaseMs)

rule('a bouncer that is started again on its data has its people at once', async (crew) => {
  const a = await crew.join()
  await a.attach('alice@desk')
  const owners = await crew.store.leases!.owners('bouncer')
  // What a process leaves behind that was killed: a lease that goes on for long.
  const about = { kind: 'bouncer', id: owners.get('alice')!, about: '', isNew: false }
  const file = join(a.data, 'bouncer.lease')
  assert.equal(readFileSync(file, 'utf8'), about.id)
  await a.close()
  await crew.store.leases!.renew({ ...about, isNew: true }, 600_000)
  const again = await crew.join(a.data)
  await again.attach('alice@desk')
  assert.notEqual((await crew.store.leases!.owners('bouncer')).get('alice'), about.id)
})

const members = (crew: Crew) =>
  crew.redis.cli('ZRANGE', 'causerie:{leases/bouncer}:members', '0', '-1').split('\n')

/** Another process comes, who is to have some of these and some of those, but not all of the former. */
async function comesFor(crew: Crew, some: string[], others: string[], timing: object) {
  const [first = ''] = members(crew)
  for (;;) {
    const mate = await crew.join(undefined, timing)
    const id = members(crew).find((one) => one !== first) ?? ''
    const wanted = (all: string[]) => all.filter((name) => preferred(name, [first, id]) === id)
    const count = wanted(some).length
    if (count > 0 && count < some.length && wanted(others).length > 0) {
      return { id, first, wanted: [...wanted(some), ...wanted(others)] }
    }
    await mate.close()
  }
}

/** Hears until a text comes, on as many connections as that takes. @returns all that was said. */
async function hearsAll(at: Mate, login: string, first: Device, last: string): Promise<string[]> {
  const texts: string[] = []
  for (let device = first; ; device = await at.attach(login, ...caps)) {
    await device.until(() => device.closed || device.texts.includes(last), 30_000)
    texts.push(...device.texts)
    if (texts.includes(last)) return texts
  }
}

rule(
  'a process that comes later gets its share, and nobody misses or repeats a line',
  async (crew) => {
    const sharing = { shareAfterMs: 1_000, shareEveryMs: 50 }
    const a = await crew.join(undefined, sharing)
    const [attached, quiet] = [
      ['ann', 'ben', 'cat'],
      ['dan', 'eve', 'fay'],
    ]
    const all = [...attached, ...quiet]
    for (const name of all) await crew.addAccount(name)
    const zoe = await crew.guest('zoe')
    zoe.send('JOIN #tea')
    await zoe.hears(/ 366 /)
    const phones: Device[] = []
    for (const name of all) {
      const phone = await a.attach(`${name}@phone`, ...caps)
      phone.send('JOIN #tea')
      await phone.hears(/ 366 /)
      if (quiet.includes(name)) phone.send('QUIT')
      phones.push(phone)
    }
    const { id, first, wanted } = await comesFor(crew, attached, quiet, sharing)
    const said: string[] = []
    await until(
      'each to be where they belong',
      async () => {
        said.push(`line ${said.length}`)
        zoe.send(`PRIVMSG #tea :${said.at(-1)}`)
        const held = await crew.store.leases!.owners('bouncer')
        return all.every((name) => held.get(name) === (wanted.includes(name) ? id : first))
      },
      60_000,
    )
    said.push('the end')
    zoe.send('PRIVMSG #tea :the end')
    for (const [i, name] of all.entries()) {
      assert.deepEqual(await hearsAll(a, `${name}@phone`, phones[i]!, 'the end'), said, name)
    }
    assert.ok(!crew.log.some((line) => line.includes('could not be moved')))
  },
)
