/** One keeps what one saw: whoever is no longer let into a channel still reads what they read there. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '#wire/message.ts'
import { until } from '../until.ts'
import type { Device } from './device.ts'
import { type Stage, stage } from './stage.ts'

const caps = ['draft/chathistory', 'soju.im/search', 'batch', 'server-time', 'message-tags']

async function inside(s: Stage): Promise<Device> {
  const phone = await s.attach('alice@phone', ...caps)
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  s.network.says(':bob!b@h PRIVMSG #tea :before')
  await phone.hears(/:before/)
  return phone
}

/** What a request is answered with, in one batch. */
async function texts(device: Device, request: string): Promise<string[]> {
  device.send(request)
  const begin = await device.hears(/BATCH \+\S+ :?(chathistory|soju)/)
  const id = /BATCH \+(\S+)/.exec(begin)![1]!
  await device.hears(new RegExp(`BATCH :?-${id}$`))
  const lines = device.lines.filter((line) => line.includes(`batch=${id}`))
  return lines.map((line) => parse(line)!.params[1]!)
}

async function reads(s: Stage, device: Device): Promise<void> {
  s.network.says(':bob!b@h PRIVMSG alice :now')
  await device.hears(/:now/)
  assert.deepEqual(await texts(device, 'CHATHISTORY LATEST #tea * 50'), ['before'])
  assert.deepEqual(await texts(device, 'SEARCH text=before;in=#tea'), ['before'])
}

test('after a PART, and after the bouncer was restarted', async () => {
  await using s = await stage()
  const phone = await inside(s)
  phone.send('PART #tea')
  await phone.hears(/PART #tea/)
  await reads(s, phone)
  await s.restart()
  await reads(s, await s.attach('alice@phone', ...caps))
})

test('after a KICK', async () => {
  await using s = await stage()
  const phone = await inside(s)
  s.network.says(':bob!b@h KICK #tea alice :out')
  await phone.hears(/KICK #tea alice/)
  await reads(s, phone)
})

test('after a ban, which a JOIN meets', async () => {
  await using s = await stage()
  const phone = await inside(s)
  s.network.refuses = { '#tea': '474' }
  s.network.says(':bob!b@h MODE #tea +b alice!*@*', ':bob!b@h KICK #tea alice :out')
  await phone.hears(/KICK #tea alice/)
  phone.send('JOIN #tea')
  await phone.hears(/ 474 /)
  await reads(s, phone)
})

test('whose record cannot be read stays away, and everybody else comes back', async () => {
  await using s = await stage({ accounts: ['alice', 'eve'] })
  const phone = await s.attach('alice@phone')
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  await until('alice to be on record', async () => {
    return (await s.store.networks.get('alice/home'))?.channels['#tea'] !== undefined
  })
  await s.store.networks.put('eve/home', { name: 'home', nick: 'eve', channels: null } as never)
  s.network.heard.length = 0
  await s.restart()
  await s.network.hears(/^JOIN #tea$/)
  const said = ({ level, text }: { level: string; text: string }) =>
    level === 'error' && text === 'somebody could not be brought back to the network'
  await until('the reason to be told', () => s.log.some(said))
})
