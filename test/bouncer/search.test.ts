/** SEARCH over one's own log, on the wire and as a command. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTime } from '#wire/chathistory.ts'
import { parse } from '#wire/message.ts'
import type { Device } from './device.ts'
import { type Stage, stage } from './stage.ts'

const caps = ['soju.im/search', 'batch', 'server-time', 'message-tags']

async function said(s: Stage, id: string, at: number, text: string, log: string, buffer: string) {
  const target = buffer.slice(buffer.indexOf('/') + 1)
  const to = target.startsWith('#') ? target : 'alice'
  const line = `@time=${formatTime(at)};msgid=${id} :Bob!b@h PRIVMSG ${to} :${text}`
  await s.store.log.append([{ log, buffer, id, at, event: false, line }])
}

/** A person with two networks, and a log of a third that was removed. */
async function remembering(): Promise<Stage> {
  const s = await stage()
  const upstream = {
    enabled: false,
    addresses: [{ host: 'irc.example.org', port: 6697, tls: true }],
    pins: [],
    nicks: [],
    username: '',
    realname: '',
    pass: '',
    commands: [],
    pace: { burst: 5, everyMs: 2_000 },
    rejoin: false,
  }
  await s.store.networks.put('alice/n1', { name: 'other', nick: 'al', channels: {}, upstream })
  await said(s, 'a', 1_000, 'milk at home', 'user/alice', 'home/#tea')
  await said(s, 'b', 2_000, 'milk in private', 'user/alice', 'home/bob')
  await said(s, 'c', 3_000, 'milk elsewhere', 'user/alice/n1', 'n1/#tea')
  await said(s, 'd', 4_000, 'milk of yore', 'user/alice/n2', 'n2/#tea')
  await said(s, 'e', 5_000, 'milk of a stranger', 'user/eve', 'home/#tea')
  return s
}

/** Asks, and returns the lines of the batch that answers. */
async function asked(device: Device, words: string): Promise<string[]> {
  device.send(`SEARCH ${words}`)
  const begin = await device.hears(/BATCH \+\S+ :?soju\.im\/search$/)
  const id = /BATCH \+(\S+)/.exec(begin)![1]!
  await device.hears(new RegExp(`BATCH :?-${id}$`))
  return device.lines.filter((line) => line.includes(`batch=${id}`))
}

const texts = (lines: string[]) => lines.map((line) => parse(line)!.params[1])

test('SEARCH on a network looks through its log, also of channels that one is not in', async () => {
  await using s = await remembering()
  const phone = await s.attach('alice/home@phone', ...caps)
  const lines = await asked(phone, 'text=milk')
  assert.deepEqual(texts(lines), ['milk at home', 'milk in private'])
  const tags = parse(lines[0]!)!.tags!
  assert.deepEqual([tags.get('msgid'), tags.get('time')], ['a', formatTime(1_000)])
  assert.equal(tags.has('causerie/network'), false)
  assert.deepEqual(texts(await asked(phone, 'text=milk;in=#TEA')), ['milk at home'])
  assert.deepEqual(texts(await asked(phone, 'in=BOB')), ['milk in private'])
  assert.deepEqual(texts(await asked(phone, 'text=lemon')), [])
  assert.deepEqual(texts(await asked(phone, `after=${formatTime(1_000)};limit=1`)), [
    'milk at home',
  ])
})

test('SEARCH on all networks says of each line where it was found; of nobody else’s log', async () => {
  await using s = await remembering()
  const phone = await s.attach('alice/home@phone', ...caps)
  const all = await asked(phone, 'text=milk;network=*')
  assert.deepEqual(
    all.map((line) => parse(line)!.tags!.get('causerie/network') ?? 'here'),
    ['here', 'here', 'n1', 'n2'],
  )
  assert.deepEqual(texts(await asked(phone, 'text=milk;network=other')), ['milk elsewhere'])
  assert.deepEqual(texts(await asked(phone, 'network=*;in=#tea;limit=2')), [
    'milk elsewhere',
    'milk of yore',
  ])
})

test('SEARCH refuses by name what it cannot understand, and is never silent', async () => {
  await using s = await remembering()
  const phone = await s.attach('alice/home@phone', ...caps)
  const fails = async (words: string, answer: RegExp) => {
    phone.send(`SEARCH ${words}`)
    assert.match(await phone.hears(/ FAIL SEARCH /), answer)
  }
  await fails('', /INVALID_PARAMS \* :/)
  await fails('text=...', /INVALID_PARAMS text :/)
  await fails('network=nowhere', /INVALID_PARAMS network :/)
  await fails('smell=good', /INVALID_PARAMS smell :/)
})

test('a person says search to BouncerServ, and hears where, when and who', async () => {
  await using s = await remembering()
  const phone = await s.attach('alice/home@phone')
  const told = async (words: string, answer: RegExp) => {
    phone.send(`PRIVMSG BouncerServ :search ${words}`)
    await phone.hears(answer)
  }
  await told('"milk at"', /:1970-01-01 00:00:01 home #tea <Bob> milk at home$/)
  await told('elsewhere', /:1970-01-01 00:00:03 other #tea <Bob> milk elsewhere$/)
  await told('milk in=bob', /home bob <Bob> milk in private$/)
  await told('from=bob network=other', /other #tea <Bob> milk elsewhere$/)
  await told('milk before=1970-01-01 limit=1', /n2 #tea <Bob> milk of yore$/)
  await told('milk after=1970-01-02', /:Nothing was found$/)
  await told('stranger', /:Nothing was found$/)
  await told('milk limit=many', /:limit: This is no number$/)
  await told('milk network=x', /:There is no network x/)
  await told('', /:Say what to search for$/)
})
