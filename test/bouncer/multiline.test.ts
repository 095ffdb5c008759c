/** Messages of several lines between devices and networks. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Message, parse } from '#wire/message.ts'
import { Gathering } from '../../bouncer/gathering.ts'
import { Outgoing } from '../../bouncer/outgoing.ts'
import { pieces } from '../../bouncer/pieces.ts'
import type { Device } from './device.ts'
import { home } from './home.ts'
import { stage } from './stage.ts'

const several = ['batch', 'draft/multiline', 'message-tags', 'echo-message', 'labeled-response']
const network = ['batch', 'echo-message', 'message-tags', 'sasl', 'server-time']

function sayLines(device: Device, target: string, texts: string[], tags = ''): void {
  const inside = texts.map((text) => `@batch=1 PRIVMSG ${target} :${text}`)
  device.send(`${tags}BATCH +1 draft/multiline ${target}`, ...inside, 'BATCH -1')
}

/** The lines of the batches of several lines, and the tags of their beginnings. */
function messages(device: Device): { tags: Message['tags']; texts: string[] }[] {
  const all = device.lines.map((line) => parse(line)!)
  return all
    .filter(({ verb, params }) => verb === 'BATCH' && params[1] === 'draft/multiline')
    .map(({ tags, params: [ref = ''] }) => {
      const inside = all.filter((line) => line.tags?.get('batch') === ref.slice(1))
      return { tags, texts: inside.map(({ params }) => params[1]!) }
    })
}

test('several lines are one message on every device that can read it, live and replayed', async () => {
  await using s = await home()
  const phone = await s.attach('alice@phone', 'alice', ...several)
  const desk = await s.attach('alice@desk', 'alice', 'message-tags')
  const bob = await s.attach('bob@desk', 'bob', ...several)
  phone.send('JOIN #tea')
  await desk.hears(/ 366 /)
  bob.send('JOIN #tea')
  await bob.hears(/ 366 /)
  sayLines(phone, '#tea', ['one', '', 'two'], '@label=L1;+draft/reply=r ')
  await bob.hears(/PRIVMSG #tea :two/)
  await desk.until(() => desk.texts.length === 2)
  await phone.hears(/ BATCH -/)
  const [own] = messages(phone)
  const [heard] = messages(bob)
  assert.deepEqual(own?.texts, ['one', '', 'two'])
  assert.deepEqual(heard?.texts, ['one', '', 'two'])
  assert.equal(own?.tags?.get('label'), 'L1')
  assert.equal(heard?.tags?.get('label'), undefined)
  assert.equal(heard?.tags?.get('+draft/reply'), 'r')
  assert.equal(heard?.tags?.get('msgid'), own?.tags?.get('msgid'))
  assert.deepEqual(desk.texts, ['one', 'two'])
  bob.drop()
  sayLines(phone, '#tea', ['three', 'four'])
  phone.send('PRIVMSG #tea :five')
  await phone.hears(/:five/)
  const back = await s.attach('bob@desk', 'bob', ...several)
  await back.hears(/:five/)
  assert.deepEqual(back.texts, ['three', 'four', 'five'])
  assert.deepEqual(
    messages(back).map(({ texts }) => texts),
    [['three', 'four']],
  )
  const reader = await s.attach('bob@web', 'bob', ...several, 'draft/chathistory')
  reader.send('CHATHISTORY LATEST #tea * 2')
  await reader.hears(/:five/)
  assert.deepEqual(reader.texts, ['three', 'four', 'five'])
  const plain = await s.attach('bob@old', 'bob', 'batch', 'draft/chathistory')
  plain.send('CHATHISTORY LATEST #tea * 2')
  await plain.hears(/:five/)
  assert.deepEqual(plain.texts, ['three', 'four', 'five'])
  assert.deepEqual(messages(plain), [])
})

test('to a network of single lines they go line by line, and their echoes are one answer', async () => {
  await using s = await stage({ caps: network })
  const phone = await s.attach('alice@phone', ...several)
  const desk = await s.attach('alice@desk', 'batch')
  sayLines(phone, 'bob', ['one', '', 'two'], '@label=L1 ')
  await phone.until(() => phone.texts.length === 2)
  assert.deepEqual(
    s.network.heard.filter((line) => line.startsWith('PRIVMSG')),
    ['PRIVMSG bob :one', 'PRIVMSG bob :two'],
  )
  const ref = /BATCH \+(\S+) labeled-response/.exec(await phone.hears(/^@label=L1 .*BATCH/))![1]
  await phone.hears(new RegExp(`^@.*batch=${ref}[; ].*:one$`))
  await phone.hears(new RegExp(`^@.*batch=${ref}[; ].*:two$`))
  await phone.hears(new RegExp(`BATCH -${ref}$`))
  assert.ok(!desk.lines.some((line) => line.includes('L1')))
})

test('a network without history that goes in the middle of a message loses none of its lines', async () => {
  await using s = await stage({ caps: [...network, 'draft/multiline'] })
  const phone = await s.attach('alice@phone', 'message-tags')
  s.network.says(
    '@msgid=m1 :bob!b@h BATCH +x draft/multiline alice',
    '@batch=x :bob!b@h PRIVMSG alice :one',
    '@batch=x :bob!b@h PRIVMSG alice :two',
    ':bob!b@h PRIVMSG alice :between',
  )
  await phone.hears(/:between/)
  s.network.breaks()
  await phone.until(() => phone.texts.length === 3)
  assert.deepEqual(phone.texts, ['between', 'one', 'two'])
})

test('of a hidden channel a call in several lines is told in one', async () => {
  await using s = await stage({ caps: [...network, 'draft/multiline'] })
  const phone = await s.attach('alice@phone', ...several)
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  phone.send('PRIVMSG BouncerServ :channel detach #tea')
  await phone.hears(/PART #tea/)
  s.network.says(
    ':bob!b@h BATCH +x draft/multiline #tea',
    '@batch=x :bob!b@h PRIVMSG #tea :look',
    '@batch=x :bob!b@h PRIVMSG #tea :alice',
    'BATCH -x',
  )
  await phone.hears(/NOTICE alice :#tea <bob> look alice$/)
  phone.send('PRIVMSG BouncerServ :search look')
  await phone.hears(/ <bob> look alice$/)
})

test('a batch that cannot be is refused once, with its label, and nothing of it is said', async () => {
  await using s = await stage({ caps: [...network, 'draft/multiline'] })
  const phone = await s.attach('alice@phone', ...several)
  const fails = async (label: string, code: string, ...lines: string[]) => {
    phone.send(...lines)
    await phone.hears(new RegExp(`^@label=${label} \\S+ FAIL BATCH ${code} `))
  }
  const inside = (text: string) => `@batch=1 PRIVMSG #tea :${text}`
  const begin = (label: string) => `@label=${label} BATCH +1 draft/multiline #tea`
  const most = inside('x'.repeat(400))
  await fails('a', 'UNKNOWN_TYPE', '@label=a BATCH +1 other #tea', inside('lost'), 'BATCH -1')
  await fails('b', 'MULTILINE_INVALID', begin('b'), 'BATCH -1')
  await fails('c', 'MULTILINE_MAX_BYTES', begin('c'), ...Array(11).fill(most), 'BATCH -1')
  await fails('d', 'MULTILINE_MAX_LINES', begin('d'), ...Array(101).fill(inside('y')), 'BATCH -1')
  const elsewhere = '@batch=1 PRIVMSG #milk :x'
  await fails('e', 'MULTILINE_INVALID_TARGET', begin('e'), elsewhere, inside('lost'), 'BATCH -1')
  await fails('f', 'MULTILINE_INVALID', begin('f'), inside('\x01VERSION\x01'), 'BATCH -1')
  await fails('g', 'INVALID_REFTAG', '@label=g;batch=none PRIVMSG #tea :lost')
  await fails('h', 'INVALID_REFTAG', '@label=h BATCH -none')
  // It is refused where it goes wrong, and need not have an end.
  await fails('j', 'UNKNOWN_TYPE', '@label=j BATCH +1 other #tea', inside('lost'))
  phone.send(begin('i'), inside('kept'), 'PRIVMSG bob :meanwhile', inside('whole'), 'BATCH -1')
  await s.network.hears(/BATCH -/)
  const said = s.network.heard.filter((line) => /PRIVMSG|BATCH/.test(line))
  assert.deepEqual(
    said.map((line) => line.replace(/m\d+/g, 'm')),
    [
      'PRIVMSG bob :meanwhile',
      'BATCH +m draft/multiline #tea',
      '@batch=m PRIVMSG #tea :kept',
      '@batch=m PRIVMSG #tea :whole',
      'BATCH -m',
    ],
  )
})

test('what a network takes at once decides how many messages there are', () => {
  const parts = ['aa', 'bb', 'cc', ''].map((text, i) => ({ text, concat: i === 1 }))
  const tags = new Map([['+reply', 'x']])
  const said = { tags, verb: 'PRIVMSG', params: ['#tea', 'aabb\ncc\n'], parts }
  const texts = (bytes: number, lines: number) =>
    pieces(said, { bytes, lines }).map(({ params }) => params[1])
  assert.deepEqual(texts(100, 100), ['aabb\ncc\n'])
  assert.deepEqual(texts(100, 2), ['aabb', 'cc\n'])
  assert.deepEqual(texts(4, 100), ['aabb', 'cc\n'])
  assert.deepEqual(texts(2, 100), ['aa', 'bb', 'cc'])
  const [first, second] = pieces(said, { bytes: 4, lines: 9 })
  assert.equal(first?.tags, tags)
  assert.equal(second?.tags, undefined)
})

test('the lines of a message go out with nothing between them, and are paid for', async () => {
  const out: string[] = []
  const outgoing = new Outgoing({ burst: 2, everyMs: 10 }, (text) => out.push(text))
  const { promise, resolve } = Promise.withResolvers<void>()
  outgoing.push(['a'])
  outgoing.push(['1', '2', '3', '4'])
  const began = performance.now()
  outgoing.push(['b'], () => resolve())
  assert.deepEqual(out, ['a'])
  await promise
  assert.deepEqual(out, ['a', '1', '2', '3', '4', 'b'])
  assert.ok(performance.now() - began >= 30)
})

test('a message without an end is read in pieces, and too many at once line by line', () => {
  const gathering = new Gathering()
  const take = (text: string) => gathering.take(parse(text)!)
  assert.deepEqual(take('@msgid=m;time=t :a BATCH +x draft/multiline #tea'), [])
  const found = Array.from({ length: 700 }, (_, n) => take(`@batch=x :a PRIVMSG #tea :${n}`)).flat()
  assert.deepEqual(
    found.map(({ parts, tags }) => [parts?.length, tags?.get('msgid')]),
    [[500, 'm']],
  )
  const [rest] = take('BATCH -x')
  assert.deepEqual([rest?.parts?.length, [...rest!.tags!.keys()]], [200, ['time']])
  for (let n = 0; n < 30; n++) take(`:a BATCH +${n} draft/multiline #tea`)
  assert.equal(take('@batch=3 :a PRIVMSG #tea :held').length, 0)
  assert.equal(take('@batch=29 :a PRIVMSG #tea :told').length, 1)
  assert.deepEqual(
    gathering.end().map(({ params }) => params[1]),
    ['held'],
  )
})
