import assert from 'node:assert/strict'
import test from 'node:test'
import { perform } from '../../webgate/client/state/commands.ts'
import { directoryOf } from '../../webgate/client/state/directory.ts'
import { emptyHistory, modernWelcome, Trace } from './trace.ts'

const inTea = () => new Trace().connect().play(modernWelcome).play(emptyHistory)

test('the channels of a server are listed, the largest first', async () => {
  const trace = inTea()
  const directory = directoryOf(trace.session)
  const asked = directory.ask()
  trace.play(`
    > LIST
    < :irc.test 321 ada Channel :Users  Name
    < :irc.test 322 ada #cake 3 :[+nt] all about cake
    < :irc.test 322 ada #tea 12 :milk first
    < :irc.test 322 ada nonsense x
    < :irc.test 322
    < :irc.test 323 ada :End of /LIST
  `)
  assert.deepEqual(await asked, [
    { name: '#tea', members: 12, topic: 'milk first' },
    { name: '#cake', members: 3, topic: 'all about cake' },
  ])
  trace.play('< :irc.test 322 ada #late 1 :nobody asked')
  assert.match(trace.session.server.entries.at(-1)!.text, /#late/, 'it is shown as it came')
  const broken = directory.ask()
  trace.disconnect()
  assert.equal(await broken, undefined)
  assert.equal(await directory.ask(), undefined)
})

test('whoever asks again while the list is on its way gets the whole list', async () => {
  const trace = inTea()
  const { server } = trace.session
  const directory = directoryOf(trace.session)
  const before = server.entries.length
  const first = directory.ask()
  trace.play(`
    > LIST
    < :irc.test 322 ada #tea 12 :milk first
  `)
  const second = directory.ask()
  trace
    .play(`
      < :irc.test 322 ada #cake 3 :all about cake
      < :irc.test 323 ada :End of /LIST
    `)
    .silent()
  assert.deepEqual(
    (await second)?.map(({ name }) => name),
    ['#tea', '#cake'],
  )
  assert.equal(await first, await second)
  assert.equal(server.entries.length, before, 'none of it is shown as it came')
})

test('/list opens the page’s own list, and with words the server answers in its own', () => {
  let opened = 0
  const trace = new Trace({ browse: () => opened++ }).connect().play(modernWelcome)
  perform(trace.session, trace.buffer('#tea'), '/list')
  trace.silent()
  assert.equal(opened, 1)
  perform(trace.session, trace.buffer('#tea'), '/list >10')
  trace.play('> LIST >10')
})

test('operators have short words for modes', () => {
  const trace = inTea()
  const tea = trace.buffer('#tea')
  for (const text of [
    '/ban mallory *!*@bad.example ~account:eve zed',
    '/unban mallory',
    '/op bob',
    '/devoice bob eve',
    '/ctcp bob ping 1 2',
    '/oper root a b',
  ]) {
    assert.equal(perform(trace.session, tea, text), true, text)
  }
  trace.play(`
    > MODE #tea +bbb mallory!*@* *!*@bad.example ~account:eve
    > MODE #tea +b zed!*@*
    > MODE #tea -b mallory!*@*
    > MODE #tea +o bob
    > MODE #tea -vv bob eve
    > PRIVMSG bob :\x01PING 1 2\x01
    > OPER root :a b
  `)
})

test('leaving and coming back keeps the conversation, clearing empties it', () => {
  const trace = inTea().play('< @msgid=m1 :bob!u@h PRIVMSG #tea :hello')
  const tea = trace.buffer('#tea')
  perform(trace.session, tea, '/cycle')
  trace.play(`
    > PART #tea
    > JOIN #tea
    < :ada!u@host PART #tea
    < :ada!u@host JOIN #tea
    > CHATHISTORY AFTER #tea msgid=m1 3
  `)
  assert.equal(trace.session.find('#tea'), tea)
  assert.deepEqual([tea.joined, tea.wanted], [true, true])
  perform(trace.session, tea, '/clear')
  assert.deepEqual(trace.log('#tea'), [])
})
