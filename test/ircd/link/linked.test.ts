/** Two servers of ours are one network to those who are on them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Linked } from './linked.ts'

test('users of two servers see each other come, talk and go', async () => {
  await using both = await Linked.open()
  await both.onA('alice +')
  await both.onB('bob + server-time message-tags')
  both.link()
  await both.onA('alice > JOIN #tea\n alice <…')
  await both.onB(`
    bob > JOIN #tea
    bob <… …:b.test 353 bob = #tea :@alice bob
    bob <…
  `)
  await both.onA('alice < :bob!~bob@192.0.2.1 JOIN #tea\n alice > PRIVMSG #tea :hello')
  await both.onB(`
    bob < @msgid=…;time=… :alice!~alice@192.0.2.1 PRIVMSG #tea :hello
    bob > PRIVMSG alice :just you
    bob > NICK robert
    bob <…
  `)
  await both.onA(`
    alice < :bob!~bob@192.0.2.1 PRIVMSG alice :just you
    alice < :bob!~bob@192.0.2.1 NICK robert
    alice > MODE #tea +v robert
    alice < :alice!~alice@192.0.2.1 MODE #tea +v robert
    alice > TOPIC #tea :leaves
    alice <…
    alice > WHOIS robert
    alice <… :a.test 312 alice robert b.test :TestNet
    alice <… :a.test 318 …
    alice > KICK #tea robert :out
    alice <…
  `)
  await both.onB(`
    bob < @msgid=…;time=… :alice!~alice@192.0.2.1 MODE #tea +v robert
    bob < @msgid=…;time=… :alice!~alice@192.0.2.1 TOPIC #tea :leaves
    bob < @msgid=…;time=… :alice!~alice@192.0.2.1 KICK #tea robert :out
    bob > QUIT :good night
  `)
  assert.equal(both.a.server.net.user('robert'), undefined)
})

test('what was there before the link is there after it', async () => {
  await using both = await Linked.open()
  await both.onA(`
    alice +
    alice > JOIN #tea
    alice > MODE #tea +kb key *!*@bad.example
    alice > TOPIC #tea :green
    alice > AWAY :asleep
    alice <…
  `)
  both.link()
  await both.onB(`
    bob +
    bob > JOIN #tea key
    bob <… :b.test 332 bob #tea :green
    bob <… :b.test 353 bob = #tea :@alice bob
    bob <…
    bob > MODE #tea b
    bob < :b.test 367 bob #tea *!*@bad.example alice!~alice@192.0.2.1 …
    bob < :b.test 368 …
    bob > PRIVMSG alice :awake?
    bob < :b.test 301 bob alice :asleep
  `)
})

test('a split is a QUIT with the names of both servers, and a new link brings all back', async () => {
  await using both = await Linked.open()
  both.link()
  await both.onA('alice +\n alice > JOIN #tea\n alice <…')
  await both.onB('bob +\n bob > JOIN #tea\n bob <…')
  await both.onA('alice < :bob!~bob@192.0.2.1 JOIN #tea')
  both.cut()
  await both.onA('alice < :bob!~bob@192.0.2.1 QUIT :a.test b.test')
  await both.onB(`
    bob < :alice!~alice@192.0.2.1 QUIT :b.test a.test
    bob > PRIVMSG alice :still there?
    bob < :b.test 401 bob alice :…
  `)
  both.link()
  await both.onA('alice < :bob!~bob@192.0.2.1 JOIN #tea')
  await both.onB(`
    bob < :alice!~alice@192.0.2.1 JOIN #tea
    bob < :a.test MODE #tea +o alice
  `)
})

test('who has a nick that somebody took earlier on the other side is called by its id', async () => {
  await using both = await Linked.open()
  await both.onA('alice connects\n alice > NICK tea\n alice > USER alice 0 * :A\n alice <…')
  await both.b.wait(5000)
  both.a.now = both.b.now
  await both.onB('bob connects\n bob > NICK tea\n bob > USER bob 0 * :B\n bob <…')
  both.link()
  await both.onB(`
    bob < :b.test 043 tea $id :Somebody on another server has your nick: you are called by your id
    bob < :tea!~bob@192.0.2.1 NICK $id
  `)
  await both.onA('alice <\n alice > WHOIS tea\n alice < :a.test 311 tea tea …')
})

test('a message of several lines is one on the other server too, and can be taken back', async () => {
  await using both = await Linked.open()
  both.link()
  const caps = 'batch message-tags draft/multiline draft/message-redaction echo-message'
  await both.onA(`alice + ${caps}\n alice > JOIN #tea\n alice <…`)
  await both.onB(
    `bob + ${caps}\n bob > JOIN #tea\n bob <…\n carol +\n carol > JOIN #tea\n carol <…`,
  )
  await both.onA(`
    wait 1s
    alice > BATCH +1 draft/multiline #tea
    alice > @batch=1 PRIVMSG #tea :milk
    alice > @batch=1 PRIVMSG #tea :or
    alice > @batch=1;draft/multiline-concat PRIVMSG #tea :dinary
    alice > BATCH -1
    alice <… @msgid=$id :alice!~alice@192.0.2.1 BATCH +… draft/multiline #tea
    alice <…
    alice > REDACT #tea $id :wrong cup
    alice < …REDACT #tea $id :wrong cup
  `)
  await both.onB(`
    bob <… @msgid=$id :alice!~alice@192.0.2.1 BATCH +… draft/multiline #tea
    bob < @batch=… :alice!~alice@192.0.2.1 PRIVMSG #tea :milk
    bob < @batch=… :alice!~alice@192.0.2.1 PRIVMSG #tea :or
    bob < @batch=…;draft/multiline-concat :alice!~alice@192.0.2.1 PRIVMSG #tea :dinary
    bob < :alice!~alice@192.0.2.1 BATCH -…
    bob < …REDACT #tea $id :wrong cup
    carol < :alice!~alice@192.0.2.1 PRIVMSG #tea :milk
  `)
})

test('client tags and reactions cross the link', async () => {
  await using both = await Linked.open()
  both.link()
  await both.onA('alice + message-tags\n alice > JOIN #tea\n alice <…')
  await both.onB('bob + message-tags\n bob > JOIN #tea\n bob <…')
  await both.onA('alice > @+typing=active TAGMSG #tea\n alice > @+draft/react=:) TAGMSG bob')
  await both.onB(`
    bob < @msgid=…;+typing=active :alice!~alice@192.0.2.1 TAGMSG #tea
    bob < @msgid=…;+draft/react=:) :alice!~alice@192.0.2.1 TAGMSG bob
  `)
})

test('who was in a channel before a split has been there since, on all servers', async () => {
  await using both = await Linked.open()
  both.link()
  await both.onA('alice +\n alice > JOIN #tea\n alice <…')
  await both.onB('wait 3s\n bob +\n bob > JOIN #tea\n bob <…')
  const times = ({ server: { net } }: Linked['a']) =>
    Object.fromEntries(
      [...net.channel('#tea')!.members].map(([{ nick }, { joinedAt }]) => [nick, joinedAt]),
    )
  const before = times(both.a)
  assert.deepEqual(times(both.b), before)
  both.cut()
  both.a.now += 60_000
  both.b.now += 60_000
  both.link()
  assert.deepEqual(times(both.a), before)
  assert.deepEqual(times(both.b), before)
})
