/** What one keeps, and erasing it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import type { Device } from './device.ts'
import { type Stage, stage } from './stage.ts'

async function remembering(): Promise<Stage> {
  const s = await stage({ accounts: ['alice', 'eve'] })
  const keep = (log: string, buffer: string, ...ids: string[]) =>
    s.store.log.append(
      ids.map((id, at) => ({ log, buffer, id, at, event: false, line: `:b!b@h PRIVMSG x :${id}` })),
    )
  await keep('user/alice', 'home/#tea', 'a', 'b', 'c')
  await keep('user/alice', 'home/bob', 'd')
  await keep('talk/alice', 'bob', 'd')
  await keep('talk/bob', 'alice', 'd')
  await keep('user/alice/n2', 'n2/#tea', 'e', 'f')
  await keep('user/eve', 'home/#tea', 'a', 'b', 'c')
  await keep('channel/1', '', 'a', 'b', 'c')
  return s
}

async function told(device: Device, words: string, answer: RegExp): Promise<string> {
  device.send(`PRIVMSG BouncerServ :history ${words}`)
  return device.hears(answer)
}

/** Asks to erase, and confirms it with the code that the answer says. */
async function erases(device: Device, words: string, answer: RegExp): Promise<void> {
  const line = await told(device, `erase ${words}`, /confirm=/)
  device.send(`PRIVMSG BouncerServ :${line.slice(line.indexOf(':history') + 1)}`)
  await device.hears(answer)
  await device.hears(/What others keep, and the history of channels, is not touched/)
}

async function left(s: Stage): Promise<Record<string, number>> {
  const all: Record<string, number> = {}
  for (const log of await s.store.log.logs('')) {
    for (const { buffer, rows } of await s.store.log.sizes(log)) all[`${log} ${buffer}`] = rows
  }
  return all
}

test('a person hears how much they keep, and where', async () => {
  await using s = await remembering()
  const phone = await s.attach('alice/home@phone')
  await told(phone, 'status', /:home: 4 lines in 2 windows/)
  await phone.hears(/:#tea: 3 lines/)
  await told(phone, 'status network=*', /:n2 \(removed\): 2 lines in 1 window/)
  await told(phone, 'status network=x', /There is no network x/)
})

test('erasing asks first, and says what was erased: one window, also the server’s copy of it', async () => {
  await using s = await remembering()
  const phone = await s.attach('alice/home@phone')
  const before = await left(s)
  await told(phone, 'erase bob', /This would erase 2 lines of bob on home, for good/)
  await told(phone, 'erase bob confirm=yes', /This would erase/)
  await phone.hears(/confirm=/)
  assert.deepEqual(await left(s), before)
  await erases(phone, 'BOB', /Erased 2 lines of BOB on home/)
  const { 'user/alice home/bob': _bob, 'talk/alice bob': _talk, ...others } = before
  assert.deepEqual(await left(s), others)
  await told(phone, 'erase bob', /There is nothing to erase/)
})

test('a network is erased, also one that was removed; everything is, and nobody else’s', async () => {
  await using s = await remembering()
  const phone = await s.attach('alice/home@phone', 'draft/read-marker')
  phone.send('MARKREAD #tea timestamp=2026-01-01T00:00:00.000Z')
  await phone.hears(/MARKREAD #tea/)
  await erases(phone, '* network=n2', /Erased 2 lines of all windows on n2/)
  await told(phone, 'erase * network=n2', /There is no network n2/)
  await erases(phone, '* network=*', /Erased 5 lines of all windows on home/)
  assert.deepEqual(await left(s), {
    'channel/1 ': 3,
    'talk/bob alice': 1,
    'user/eve home/#tea': 3,
  })
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  const marks = () => s.store.shelf('markers').list('alice/')
  assert.deepEqual(await marks(), [])
  phone.send('MARKREAD #tea timestamp=2026-01-02T00:00:00.000Z')
  await until('the marker', async () => (await marks()).length === 1)
  s.network.says(':bob!b@h PRIVMSG #tea :new')
  await phone.hears(/:new/)
  await told(phone, 'status', /:home: 2 lines in 1 window/)
})
