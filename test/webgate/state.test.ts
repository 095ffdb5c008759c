import assert from 'node:assert/strict'
import test from 'node:test'
import { perform } from '../../webgate/client/state/commands.ts'
import { complete } from '../../webgate/client/state/completion.ts'
import { groupMembers } from '../../webgate/client/state/members.ts'
import { emptyHistory, modernWelcome, Trace } from './trace.ts'

test('a taken nickname gets a number, and is taken back when its holder goes', () => {
  const trace = new Trace().connect().skip()
  trace.play(`
    < :irc.test 433 * ada :Nickname is already in use
    > NICK ada2
    < :irc.test 433 * ada2 :Nickname is already in use
    > NICK ada3
    < :irc.test 001 ada3 :Welcome
    < :irc.test 422 ada3 :No MOTD
    > JOIN #tea
    < :ada3!u@h JOIN #tea
    < :irc.test 353 ada3 = #tea :ada ada3
    < :ada!u@h QUIT :Ping timeout
    > NICK ada
    < :ada3!u@h NICK ada
  `)
  assert.equal(trace.session.mirror.nick, 'ada')
  trace.silent()
})

test('who is called like the work that a server asks for is not taken for it', async () => {
  const trace = new Trace({ nick: 'CHALLENGE' }).connect().skip()
  trace.play(`
    < :irc.test 433 * CHALLENGE :Nickname is already in use
    > NICK CHALLENG2
  `)
  // The part that does the work would be loaded, and find that it is none.
  await import('../../webgate/client/state/challenge.ts')
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(trace.refusals, [])
})

test('a password is asked about through SASL only, and a wrong one ends the attempt', async () => {
  const exchange = { mechanism: 'PLAIN', answer: async () => 'AGFkYQBzZWNyZXQ=' }
  const trace = new Trace({ signIn: () => exchange }).connect().skip()
  trace.play(`
    < :irc.test CAP * LS :sasl=PLAIN,EXTERNAL
    > CAP REQ :sasl
    < :irc.test CAP * ACK :sasl
    > AUTHENTICATE PLAIN
    < AUTHENTICATE +
  `)
  await new Promise((resolve) => setImmediate(resolve))
  trace.play(`
    > AUTHENTICATE AGFkYQBzZWNyZXQ=
    < :irc.test 904 ada :SASL authentication failed
  `)
  assert.deepEqual(trace.refusals, ['signIn'])
  trace.silent()
})

test('a server without SASL is said to somebody who wants to sign in', () => {
  const trace = new Trace({ signIn: () => undefined }).connect().skip()
  trace.play('< :irc.test CAP * LS :multi-prefix\n > CAP REQ :multi-prefix')
  trace.play('< :irc.test CAP * ACK :multi-prefix')
  assert.deepEqual(trace.refusals, ['noSignIn'])
})

test('a refused list of capabilities is asked for one by one', () => {
  new Trace()
    .connect()
    .skip()
    .play(`
      < :irc.test CAP * LS :batch server-time
      > CAP REQ :batch server-time
      < :irc.test CAP * NAK :batch server-time
      > CAP REQ :batch
      > CAP REQ :server-time
      < :irc.test CAP * NAK :batch
      < :irc.test CAP * ACK :server-time
      > CAP END
    `)
    .silent()
})

test('a plain server without capabilities works too', () => {
  const trace = new Trace().connect().skip()
  trace.play(`
    < :plain.test 421 ada CAP :Unknown command
    < :plain.test 001 ada :Welcome
    < :plain.test 422 ada :No MOTD
    > JOIN #tea
    < :ada!u@h JOIN #tea
    < :plain.test 353 ada = #tea :@bob ada
    < :plain.test 366 ada #tea :End
  `)
  perform(trace.session, trace.buffer('#tea'), 'hello')
  trace.play('> PRIVMSG #tea :hello')
  trace.play('< :bob!u@h PRIVMSG #tea :hi')
  assert.deepEqual(trace.log('#tea'), ['join ada #tea', 'ada: hello', 'bob: hi'])
  trace.silent()
})

test('unread lines and mentions are counted where the reader is not', () => {
  const trace = new Trace({ channels: ['#tea', '#cake'] }).connect().skip()
  trace.play(`
    < :irc.test 001 ada :Welcome
    < :irc.test 422 ada :No MOTD
    < :ada!u@h JOIN #tea
    < :ada!u@h JOIN #cake
  `)
  const tea = trace.buffer('#tea')
  trace.session.show(tea)
  trace.play(`
    < :bob!u@h PRIVMSG #cake :hello
    < :bob!u@h PRIVMSG #cake :so, ADA, how are you?
    < :bob!u@h PRIVMSG #cake :adagio
    < :bob!u@h JOIN #cake
    < :bob!u@h PRIVMSG #tea :ada: here
    < :bob!u@h PRIVMSG ada :psst
  `)
  const { unread, mentions } = trace.buffer('#cake')
  assert.deepEqual({ unread, mentions }, { unread: 3, mentions: 1 })
  assert.deepEqual([tea.unread, trace.buffer('bob').mentions], [0, 1])
  trace.session.attentive = false
  trace.play('< :bob!u@h PRIVMSG #tea :ada?')
  assert.deepEqual([tea.unread, tea.mentions], [1, 1])
  trace.session.attentive = true
  trace.session.seen()
  assert.deepEqual([tea.unread, tea.mentions], [0, 0])
})

test('channels are entered again after a break, those that were left are not', () => {
  const trace = new Trace({ channels: ['#tea', '#cake', '#old'] }).connect().skip()
  trace.play(`
    < :irc.test 001 ada :Welcome
    < :irc.test 422 ada :No MOTD
    > JOIN #cake,#old,#tea
    < :ada!u@h JOIN #tea
    < :ada!u@h JOIN #cake
    < :ada!u@h JOIN #old
  `)
  perform(trace.session, trace.buffer('#old'), '/part')
  perform(trace.session, trace.buffer('#tea'), '/join den secret')
  trace.play(`
    > PART #old
    > JOIN #den secret
    < :ada!u@h PART #old
    < :bob!u@h KICK #cake ada :enough
    < :ada!u@h JOIN #den
  `)
  trace.disconnect().connect().skip()
  trace.play(`
    < :irc.test 001 ada :Welcome
    < :irc.test 422 ada :No MOTD
    > JOIN #den secret
    > JOIN #tea
  `)
  trace.silent()
  assert.equal(trace.session.find('#old'), undefined)
})

test('commands reach the server, mistakes stay in the composer', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  const tea = trace.buffer('#tea')
  const say = (text: string) => perform(trace.session, tea, text)
  for (const text of [
    '/topic milk  last',
    '/nick Ada2',
    '/mode +m',
    '/whois bob',
    '/kick bob  a  b',
  ]) {
    assert.equal(say(text), true, text)
  }
  assert.equal(say('/raw FOO\r\nQUIT'), true)
  trace.play(`
    > TOPIC #tea :milk  last
    > NICK Ada2
    > MODE #tea +m
    > WHOIS bob
    > KICK #tea bob :a  b
    > FOO  QUIT
  `)
  assert.equal(say('/nonsense'), false)
  assert.equal(say('/msg bob'), false)
  assert.deepEqual(trace.log('#tea').slice(-2), ['note nonsense', 'note msg'])
  say('//shrug')
  trace.play('> @label=1 PRIVMSG #tea /shrug'.replace(' /', ' :/')).silent()
  perform(trace.session, tea, '/quit bye')
  assert.equal(trace.quit, 'bye')
})

test('a long text is cut at spaces, a pasted one at its lines', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory).skip()
  const tea = trace.buffer('#tea')
  perform(trace.session, tea, `${'wörd '.repeat(200).trim()}\n\nlast`)
  const pieces = tea.entries.map(({ text }) => text)
  assert.equal(pieces.at(-1), 'last')
  assert.equal(pieces.slice(0, -1).join(' '), 'wörd '.repeat(200).trim())
  for (const piece of pieces) assert.ok(new TextEncoder().encode(piece).length <= 400)
})

test('members stand by rank and name, and Tab prefers who spoke last', () => {
  const trace = new Trace().connect().play(modernWelcome).play(emptyHistory)
  trace.play(`
    < :irc.test 353 ada = #tea :Eva evil
    < @msgid=m1 :evil!u@h PRIVMSG #tea :hi
  `)
  const groups = groupMembers(trace.session.mirror, '#tea')
  assert.deepEqual(
    groups.map(({ rank, members }) => [rank, ...members.map(({ nick }) => nick)]),
    [
      ['operators', 'bob'],
      ['voiced', 'eve'],
      ['members', 'ada', 'Eva', 'evil'],
    ],
  )
  const tea = trace.buffer('#tea')
  assert.deepEqual(complete(trace.session, tea, 'so ev', 5), {
    from: 3,
    words: ['evil', 'Eva', 'eve'],
  })
  assert.deepEqual(complete(trace.session, tea, '/to', 3).words, ['/topic'])
  assert.deepEqual(complete(trace.session, tea, '#', 1).words, ['#tea'])
})

test('a hostile server can say anything', () => {
  const verbs =
    'PRIVMSG NOTICE JOIN PART KICK QUIT NICK TOPIC MODE INVITE BATCH CAP FAIL ACK 001 005 353 366 433 AUTHENTICATE CHATHISTORY ERROR'
  const trace = new Trace().connect()
  const tails = [
    '',
    ' ',
    ' :',
    ' ada',
    ' #tea',
    ' #tea ada',
    ' +x chathistory',
    ' -x',
    ' * LS',
    ' \x01ACTION',
  ]
  for (const source of [
    '',
    ':',
    ':ada!u@h ',
    ':irc.test ',
    '@batch=x;label=1;time=no;msgid= :x ',
  ]) {
    for (const verb of verbs.split(' ')) {
      for (const tail of tails) trace.session.receive(`${source}${verb}${tail}`)
    }
  }
  trace.disconnect().connect()
})
