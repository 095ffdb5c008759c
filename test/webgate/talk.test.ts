import assert from 'node:assert/strict'
import test from 'node:test'
import { perform } from '../../webgate/client/state/commands.ts'
import { plan, say } from '../../webgate/client/state/speaking.ts'
import { canRedact, canTag, react, tellTyping } from '../../webgate/client/state/tagged.ts'
import { OwnTyping, type Typing } from '../../webgate/client/state/typing.ts'
import { emptyHistory, Trace } from './trace.ts'

const caps =
  'batch draft/chathistory draft/message-redaction echo-message labeled-response message-tags ' +
  'server-time draft/event-playback draft/multiline draft/read-marker'

/** In #tea on a server that can everything; a message takes three lines or 2000 bytes. */
const welcome = `
  > CAP LS 302
  > NICK ada
  > USER ada 0 * :ada
  < :irc.test CAP * LS :${caps.replace('multiline', 'multiline=max-bytes=2000,max-lines=3')}
  > CAP REQ :${caps}
  < :irc.test CAP ada ACK :${caps}
  > CAP END
  < :irc.test 001 ada :Welcome, ada!u@host
  < :irc.test 005 ada CASEMAPPING=ascii CHANTYPES=# CHATHISTORY=3 PREFIX=(ov)@+ :are supported
  < :irc.test 376 ada :End of MOTD
  > JOIN #tea
  < :ada!u@host JOIN #tea
  > CHATHISTORY LATEST #tea * 3
  < :irc.test 353 ada = #tea :bob +eve ada
  < :irc.test 366 ada #tea :End of NAMES
`

const inTea = () => new Trace().connect().play(welcome)
const at = (second: number) => `time=2026-05-01T10:00:0${second}.000Z`
const said = (id: number, who: string, text: string, tags = '') =>
  `< @msgid=m${id};${at(id)}${tags} :${who}!u@h PRIVMSG #tea :${text}`

test('a message of several lines is one message, live and in the history', () => {
  const trace = inTea().play(`
    < :irc.test BATCH +h chathistory #tea
    < @batch=h;msgid=m1;${at(1)} :bob!u@h BATCH +m draft/multiline #tea
    < @batch=m :bob!u@h PRIVMSG #tea :one
    < @batch=m :bob!u@h PRIVMSG #tea :
    < @batch=m :bob!u@h PRIVMSG #tea :two
    < @batch=m;draft/multiline-concat :bob!u@h PRIVMSG #tea : and a half
    < :irc.test BATCH -m
    < @batch=h;msgid=m2;${at(2)} :eve!u@h PRIVMSG #tea :between
    < :irc.test BATCH -h
    < @msgid=m3;${at(3)} :bob!u@h BATCH +n draft/multiline #tea
    < @batch=n :bob!u@h PRIVMSG #tea :ada: look
    < @batch=n :bob!u@h PRIVMSG #tea :here
    < :irc.test BATCH -n
  `)
  assert.deepEqual(trace.log('#tea'), [
    'bob: one\n\ntwo and a half',
    'eve: between',
    'bob: ada: look\nhere',
  ])
  const [first, , last] = trace.buffer('#tea').entries
  assert.deepEqual([first?.msgid, last?.msgid, last?.mention], ['m1', 'm3', true])
})

test('several lines are sent as one message, too many as several, and all are confirmed', () => {
  const trace = inTea().play(emptyHistory)
  const tea = trace.buffer('#tea')
  assert.deepEqual(plan(trace.session, tea, 'a\nb'), { texts: ['a\nb'], lines: 2 })
  assert.deepEqual(plan(trace.session, tea, 'alone\n'), { texts: ['alone'], lines: 1 })
  perform(trace.session, tea, 'a\n\nb\nc\nd')
  trace.play(`
    > @label=1 BATCH +m1 draft/multiline #tea
    > @batch=m1 PRIVMSG #tea :a
    > @batch=m1 PRIVMSG #tea :
    > @batch=m1 PRIVMSG #tea :b
    > BATCH -m1
    > @label=2 BATCH +m2 draft/multiline #tea
    > @batch=m2 PRIVMSG #tea :c
    > @batch=m2 PRIVMSG #tea :d
    > BATCH -m2
    < @label=1;msgid=x;${at(1)} :ada!u@host BATCH +9 draft/multiline #tea
    < @batch=9 :ada!u@host PRIVMSG #tea :a
    < @batch=9 :ada!u@host PRIVMSG #tea :
    < @batch=9 :ada!u@host PRIVMSG #tea :b
    < :irc.test BATCH -9
    < @label=2 :irc.test BATCH +l labeled-response
    < @batch=l;msgid=y;${at(2)} :ada!u@host BATCH +8 draft/multiline #tea
    < @batch=8 :ada!u@host PRIVMSG #tea :c
    < @batch=8 :ada!u@host PRIVMSG #tea :d
    < @batch=l :irc.test BATCH -8
    < :irc.test BATCH -l
  `)
  assert.deepEqual(trace.log('#tea'), ['ada: a\n\nb', 'ada: c\nd'])
  assert.equal(trace.session.outbox.size, 0)
  const long = 'word '.repeat(200).trim()
  say(trace.session, tea, long)
  const [begin, one, two, three, end] = trace.sent()
  assert.match(begin!, /^@label=3 BATCH \+m3 draft\/multiline #tea$/)
  assert.match(two!, /^@batch=m3;draft\/multiline-concat PRIVMSG #tea :/)
  assert.equal(end, 'BATCH -m3')
  const text = (line = '') => line.slice(line.indexOf(' :') + 2)
  assert.equal([one, two, three].map(text).join(''), long)
})

test('a reply names its message, and the server hears both names of the tag', () => {
  const trace = inTea()
    .play(emptyHistory)
    .play(said(1, 'bob', 'who wants tea?'))
  const tea = trace.buffer('#tea')
  tea.answering = tea.entries[0]
  perform(trace.session, tea, 'me')
  trace.play('> @label=1;+reply=m1;+draft/reply=m1 PRIVMSG #tea :me')
  assert.equal(tea.answering, undefined)
  perform(trace.session, tea, 'more')
  trace.play('> @label=2 PRIVMSG #tea :more')
  trace.play(said(2, 'eve', 'me too', ';+draft/reply=m1'))
  const replies = new Map(tea.entries.map(({ text, reply }) => [text, reply]))
  assert.deepEqual(
    [replies.get('me'), replies.get('more'), replies.get('me too')],
    ['m1', undefined, 'm1'],
  )
})

test('reactions are counted once each, taken back, and found in the history in any order', () => {
  const trace = inTea()
    .play(emptyHistory)
    .play(said(1, 'bob', 'cake!'))
  const tea = trace.buffer('#tea')
  const reactions = () => tea.reactions.of('m1').map(({ text, nicks }) => `${text} ${nicks}`)
  const tag = (second: number, who: string, what: string) =>
    `< @${at(second)};${what};+reply=m1 :${who}!u@h TAGMSG #tea`
  trace.play(`
    ${tag(2, 'eve', '+draft/react=yum')}
    ${tag(3, 'eve', '+draft/react=yum')}
    ${tag(4, 'bob', '+draft/react=wow')}
    ${tag(6, 'bob', '+draft/unreact=wow')}
    ${tag(5, 'bob', '+draft/react=wow')}
  `)
  assert.deepEqual(reactions(), ['yum eve'])
  trace.now = Date.parse('2026-05-01T10:00:07.000Z')
  react(trace.session, tea, 'm1', 'yum')
  trace.play('> @+draft/react=yum;+reply=m1;+draft/reply=m1 TAGMSG #tea')
  assert.deepEqual(reactions(), ['yum eve,ada'])
  trace.now += 1000
  react(trace.session, tea, 'm1', 'yum')
  trace.play('> @+draft/unreact=yum;+reply=m1;+draft/reply=m1 TAGMSG #tea')
  assert.deepEqual(reactions(), ['yum eve'])
  for (let n = 0; n < 50; n++)
    trace.session.receive(tag(8, 'mallory', `+draft/react=${n}`).slice(2))
  assert.ok(reactions().length <= 20, 'a stranger cannot fill the page')
  trace.session.receive(tag(8, 'mallory', `+draft/react=${'x'.repeat(500)}`).slice(2))
  assert.ok(!reactions().some((one) => one.includes('xxx')))
})

test('somebody types, rests, stops, or says it', () => {
  const trace = inTea().play(emptyHistory)
  const tea = trace.buffer('#tea')
  const typing = (who: string, word: string) =>
    trace.play(`< @+typing=${word} :${who}!u@h TAGMSG #tea`)
  typing('bob', 'active')
  typing('eve', 'paused')
  typing('ada', 'active')
  assert.deepEqual(tea.typists.at(trace.now), ['bob', 'eve'])
  assert.deepEqual(tea.typists.at(trace.now + 7000), ['eve'])
  assert.deepEqual(tea.typists.at(trace.now + 31_000), [])
  typing('bob', 'active')
  typing('bob', 'done')
  typing('eve', 'active')
  trace.play(said(1, 'eve', 'there'))
  assert.deepEqual(tea.typists.at(trace.now), [])
  typing('bob', 'paused')
  typing('eve', 'paused')
  trace.play('< :bob!u@h PART #tea\n< :eve!u@h QUIT :gone')
  assert.deepEqual(tea.typists.at(trace.now), [], 'whoever has gone types no more')
  trace.session.receive(':mallory!u@h TAGMSG')
})

test('others are told that one types as often as the specification says, and never of commands', () => {
  const told: string[] = []
  const typing = new OwnTyping((word: Typing) => told.push(word))
  typing.typed('h', 0)
  typing.typed('he', 1000)
  typing.typed('hel', 2999)
  assert.deepEqual(told.splice(0), ['active'])
  typing.typed('hell', 3000)
  typing.tick(7000)
  assert.deepEqual(told.splice(0), ['active'])
  typing.tick(8000)
  typing.tick(9000)
  assert.deepEqual(told.splice(0), ['paused'])
  typing.typed('hello', 9100)
  typing.sent()
  typing.typed('', 9200)
  assert.deepEqual(told.splice(0), ['active'])
  typing.typed('x', 20_000)
  typing.typed('', 20_100)
  assert.deepEqual(told.splice(0), ['active', 'done'])
  typing.typed('/msg nickserv identify', 30_000)
  assert.deepEqual(told, [])
  typing.typed('/me smiles', 40_000)
  assert.deepEqual(told, ['active'])
})

test('tags are only sent where the server takes them', () => {
  const trace = inTea().play(emptyHistory)
  const tea = trace.buffer('#tea')
  tellTyping(trace.session, tea, 'active')
  trace.play('> @+typing=active TAGMSG #tea')
  trace.play('< :irc.test 005 ada CLIENTTAGDENY=*,-draft/react :are supported')
  assert.deepEqual(
    [canTag(trace.session, 'typing'), canTag(trace.session, 'draft/react')],
    [false, true],
  )
  tellTyping(trace.session, tea, 'active')
  trace.silent()
})

test('what is taken back is gone from the page, with its reactions', () => {
  const trace = inTea()
    .play(emptyHistory)
    .play(said(1, 'bob', 'ada: oops'))
  const tea = trace.buffer('#tea')
  assert.equal(canRedact(trace.session, tea, true), true)
  assert.equal(canRedact(trace.session, tea, false), false)
  trace.play(`
    < @+draft/react=x;+reply=m1 :eve!u@h TAGMSG #tea
    < :bob!u@h REDACT #tea m1 :wrong window
    < :bob!u@h REDACT #tea unknown
    < :bob!u@h REDACT
    < :irc.test MODE #tea +o ada
  `)
  const [entry] = tea.entries
  assert.deepEqual([entry?.text, entry?.redacted], ['', { by: 'bob', why: 'wrong window' }])
  assert.deepEqual(tea.reactions.of('m1'), [])
  assert.equal(canRedact(trace.session, tea, false), true, 'an operator may')
})

test('what was taken back is gone also where the history tells so before the message comes', () => {
  const trace = inTea().play(`
    < :irc.test BATCH +h chathistory #tea
    < @batch=h;msgid=r;${at(8)} :bob!u@h REDACT #tea m1 :oops
    < @batch=h;msgid=m3;${at(3)} :bob!u@h PRIVMSG #tea :three
    < @batch=h;msgid=m4;${at(4)} :bob!u@h PRIVMSG #tea :four
    < :irc.test BATCH -h
  `)
  trace.session.reading.older(trace.buffer('#tea'))
  trace.play(`
    > CHATHISTORY BEFORE #tea msgid=r 3
    < :irc.test BATCH +h chathistory #tea
    < @batch=h;msgid=m1;${at(1)} :bob!u@h PRIVMSG #tea :a secret
    < :irc.test BATCH -h
  `)
  assert.deepEqual(trace.log('#tea'), ['bob: ', 'bob: three', 'bob: four'])
})

test('with a bouncer, the conversations of the last days are open, and what is unread in them counts', () => {
  const trace = new Trace({ bind: 'n1', channels: [], signIn: () => undefined }).connect().skip()
  trace.session.attentive = false
  trace.play(`
    < :b CAP * LS :${caps}
    > CAP REQ :${caps}
    < :b CAP ada ACK :${caps}
    < :b 001 Ada2 :Welcome
    < :b 422 Ada2 :No MOTD
    > CHATHISTORY TARGETS timestamp=2026-04-24T09:59:59.000Z timestamp=…Z 100
    < :b BATCH +t draft/chathistory-targets
    < @batch=t :b CHATHISTORY TARGETS Zoe 2026-05-01T09:00:00.000Z
    < :b BATCH -t
    > MARKREAD Zoe
    > CHATHISTORY LATEST Zoe * 100
    < :b MARKREAD Zoe *
    < :b BATCH +h chathistory Zoe
    < @batch=h;msgid=z1;${at(1)} :Zoe!u@h PRIVMSG Ada2 :hello?
    < @batch=h;msgid=z2;${at(2)} :Ada2!u@h PRIVMSG Zoe :yes
    < :b BATCH -h
    < :b BATCH +i chathistory Yan
    < @batch=i;msgid=y1;${at(1)} :Yan!u@h PRIVMSG Ada2 :unasked
    < :b BATCH -i
  `)
  assert.equal(trace.session.nick, 'Ada2', 'the nickname is what the bouncer has')
  assert.deepEqual([trace.buffer('zoe').unread, trace.buffer('yan').unread], [1, 1])
  trace.silent()
})

test('what was read elsewhere is not new here, and what is read here is told', () => {
  const trace = inTea()
  const tea = trace.buffer('#tea')
  trace.session.show(trace.session.server)
  trace.play(`
    < :irc.test MARKREAD #tea timestamp=2026-05-01T10:00:02.000Z
    < :irc.test BATCH +h chathistory #tea
    ${said(1, 'bob', 'old').replace('@', '@batch=h;')}
    ${said(3, 'bob', 'ada: new').replace('@', '@batch=h;')}
    < :irc.test BATCH -h
    ${said(4, 'bob', 'newer')}
  `)
  assert.deepEqual([tea.unread, tea.mentions, tea.fresh?.text], [2, 1, 'ada: new'])
  trace.session.marks.tell()
  trace.silent()
  trace.play('< :irc.test MARKREAD #tea timestamp=2026-05-01T10:00:03.000Z')
  assert.deepEqual([tea.unread, tea.mentions, tea.fresh?.text], [1, 0, 'newer'])
  trace.session.show(tea)
  assert.deepEqual([tea.unread, tea.freshCount, tea.fresh?.text], [0, 1, 'newer'])
  trace.session.marks.tell()
  trace.play('> MARKREAD #tea timestamp=2026-05-01T10:00:04.000Z')
  trace.session.marks.tell()
  trace.play(said(5, 'bob', 'while looking'))
  assert.equal(tea.unread, 0)
  trace.session.marks.tell()
  trace.play('> MARKREAD #tea timestamp=2026-05-01T10:00:05.000Z').silent()
})

test('the line above the new messages goes when the reader has been elsewhere and back', () => {
  const trace = inTea().play(emptyHistory)
  const tea = trace.buffer('#tea')
  trace.session.attentive = false
  trace.play(said(1, 'bob', 'first')).play(said(2, 'bob', 'second'))
  assert.equal(tea.fresh?.text, 'first')
  trace.session.attentive = true
  trace.session.seen()
  assert.equal(tea.fresh?.text, 'first', 'it stays while one reads')
  trace.session.show(trace.session.server)
  trace.session.show(tea)
  assert.equal(tea.fresh, undefined)
})

test('a message far back is shown with what stands around it, and there is a way back', () => {
  const trace = inTea()
    .play(emptyHistory)
    .play(said(9, 'bob', 'nine'))
  const { session } = trace
  const tea = trace.buffer('#tea')
  const rows = (...ids: number[]) =>
    ids.map((id) => said(id, 'bob', String(id)).replace('@', '@batch=h;')).join('\n')
  session.reading.goTo(tea, 'm4')
  trace.play(`
    > CHATHISTORY AROUND #tea msgid=m4 3
    < :irc.test BATCH +h chathistory #tea
    ${rows(3, 4, 5)}
    < :irc.test BATCH -h
  `)
  assert.deepEqual(trace.log('#tea'), ['bob: 3', 'bob: 4', 'bob: 5'])
  const moved = trace.changes.findLast(({ kind }) => kind === 'moved')
  assert.equal(moved?.kind === 'moved' && moved.to?.text, '4')
  trace.play('< @msgid=mA;time=2026-05-01T10:00:10.000Z :bob!u@h PRIVMSG #tea :ten')
  assert.equal(tea.entries.length, 3, 'between the past and now lines are missing')
  session.reading.newer(tea)
  session.reading.newer(tea)
  trace.play(`
    > CHATHISTORY AFTER #tea msgid=m5 3
    < :irc.test BATCH +h chathistory #tea
    ${rows(6, 7, 8)}
    < :irc.test BATCH -h
  `)
  assert.deepEqual([tea.newer, tea.entries.length], ['more', 6])
  session.reading.newer(tea)
  trace.play(`
    > CHATHISTORY AFTER #tea msgid=m8 3
    < :irc.test BATCH +h chathistory #tea
    ${rows(9)}
    < :irc.test BATCH -h
  `)
  assert.equal(tea.newer, 'none')
  session.reading.goTo(tea, 'm1')
  trace.play('> CHATHISTORY AROUND #tea msgid=m1 3')
  trace.play(`
    < :irc.test BATCH +h chathistory #tea
    ${rows(1, 2)}
    < :irc.test BATCH -h
  `)
  perform(session, tea, 'I am back')
  trace.play('> CHATHISTORY LATEST #tea * 3\n> @label=1 PRIVMSG #tea :I am back')
  assert.deepEqual(trace.log('#tea'), ['ada sending: I am back'])
})
