import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStore } from '#store/open.ts'
import { type Message, message, parse } from '#wire/message.ts'
import { Mirror } from '#wire/mirror.ts'
import { MissedTalk, talkSince } from '../../bouncer/missed-talk.ts'

const now = Date.parse('2026-03-01T12:00:00Z')

test('what the server kept since our log ends is found, in the order of time', async () => {
  await using store = await openStore('memory:')
  const row = (log: string, buffer: string, id: string, at: number) => ({
    ...{ log, buffer, id, at, event: false },
    line: `:${buffer} PRIVMSG ada :${id}`,
  })
  await store.log.append([row('user/ada', 'home/bob', 'known', now)])
  await store.log.append([
    row('talk/ada', 'bob', 'long ago', now - 60_000),
    row('talk/ada', 'bob', 'second', now + 2),
    row('talk/ada', '~guest', 'first', now + 1),
    row('talk/eve', 'bob', 'not for us', now + 3),
  ])
  // Another network, on which she was all the time.
  await store.log.append([row('user/ada', 'away/carl', 'elsewhere', now + 90_000)])
  const found = await talkSince(store.log, 'ada', { name: 'user/ada', network: 'home' })
  assert.deepEqual(
    found.map(({ params }) => params[1]),
    ['first', 'second'],
  )
})

test('whoever has no log yet has missed nothing', async () => {
  await using store = await openStore('memory:')
  const line = ':bob PRIVMSG ada :before she had a bouncer'
  const row = { log: 'talk/ada', buffer: 'bob', id: '1', at: now, event: false, line }
  await store.log.append([row])
  const journal = { name: 'user/ada', network: 'home' }
  assert.deepEqual(await talkSince(store.log, 'ada', journal), [])
  const join = ':ada!a@h JOIN #tea'
  const event = {
    log: journal.name,
    buffer: 'home/#tea',
    id: '2',
    at: now,
    event: true,
    line: join,
  }
  await store.log.append([event])
  assert.equal((await talkSince(store.log, 'ada', journal)).length, 1, 'since the log began')
})

test('private messages wait until the missed ones are in; channels do not', async () => {
  const seen: string[] = []
  const text = ({ params }: Message) => params[1]!
  const { promise, resolve } = Promise.withResolvers<Message[]>()
  const mirror = new Mirror()
  mirror.nick = 'ada'
  const talk = new MissedTalk({
    seen: () => mirror,
    talk: () => promise,
    past: (line) => seen.push(text(line)),
    show: (line) => seen.push(text(line)),
  })
  const filled = talk.fill()
  assert.equal(talk.take(parse(':bob!b@h PRIVMSG ada :live')!), true)
  assert.equal(talk.take(parse(':bob!b@h PRIVMSG #tea :in the channel')!), false)
  assert.equal(talk.take(parse(':bob!b@h QUIT :bye')!), false)
  assert.deepEqual(seen, [])
  resolve([message('PRIVMSG', 'ada', 'missed')])
  await filled
  assert.deepEqual(seen, ['missed', 'live'])
  assert.equal(talk.take(parse(':bob!b@h PRIVMSG ada :later')!), false)
})

test('a connection that breaks meanwhile loses nothing, and the order stays', async () => {
  const seen: string[] = []
  const answers = [Promise.withResolvers<Message[]>(), Promise.withResolvers<Message[]>()]
  const [first, second] = answers as [(typeof answers)[0], (typeof answers)[0]]
  const asked = [first, second].values()
  const add = ({ params }: Message) => seen.push(params[1]!)
  const talk = new MissedTalk({
    seen: () => new Mirror(),
    talk: () => asked.next().value!.promise,
    past: add,
    show: add,
  })
  const filled = [talk.fill()]
  talk.take(parse(':bob!b@h PRIVMSG ada :two')!)
  filled.push(talk.fill())
  talk.take(parse(':bob!b@h PRIVMSG ada :four')!)
  first.resolve([message('PRIVMSG', 'ada', 'one')])
  await filled[0]
  second.resolve([message('PRIVMSG', 'ada', 'three')])
  await filled[1]
  assert.deepEqual(seen, ['one', 'two', 'three', 'four'])
})
