/** What the reader wants to hear of, in the state layer: no browser is needed. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { perform } from '../../webgate/client/state/commands.ts'
import { enrolmentOf } from '../../webgate/client/state/enrolment.ts'
import { noRules, type Rules } from '../../webgate/client/state/rules.ts'
import type { SessionOptions } from '../../webgate/client/state/session-options.ts'
import { Trace } from './trace.ts'

const caps = 'message-tags server-time draft/account-registration'
const welcome = `
  > CAP LS 302
  > NICK ada
  > USER ada 0 * :ada
  < :irc.test CAP * LS :draft/account-registration=before-connect,email-required message-tags server-time
  > CAP REQ :${caps}
  < :irc.test CAP ada ACK :${caps}
  > CAP END
  < :irc.test 001 ada :Welcome, ada!u@host
  < :irc.test 005 ada CASEMAPPING=ascii CHANTYPES=# PREFIX=(ov)@+ :are supported
  < :irc.test 376 ada :End of MOTD
  > JOIN #tea
  < :ada!u@host JOIN #tea
  < :irc.test 353 ada = #tea :bob eve ada
  < :irc.test 366 ada #tea :End of NAMES
`

function inTea(rules: Partial<Rules>, options: Partial<SessionOptions> = {}): Trace {
  return new Trace({ rules: () => ({ ...noRules, ...rules }), ...options }).connect().play(welcome)
}

test('who is ignored says, types and reacts nothing, but is still seen to come and go', () => {
  const trace = inTea({ ignored: ['eve', '*!*@spam.example'] }).play(`
    < @msgid=1 :bob!u@h PRIVMSG #tea :hello
    < @msgid=2 :eve!u@h PRIVMSG #tea :ada!
    < :x!u@spam.example PRIVMSG ada :buy
    < @+typing=active :eve!u@h TAGMSG #tea
    < @+draft/react=x;+draft/reply=1 :eve!u@h TAGMSG #tea
    < :eve!u@h QUIT :bye
  `)
  assert.deepEqual(trace.log('#tea').slice(-2), ['bob: hello', 'quit eve bye'])
  assert.equal(trace.session.find('x'), undefined)
  assert.deepEqual(trace.buffer('#tea').reactions.of('1'), [])
  assert.deepEqual(
    trace.changes.filter(({ kind }) => kind === 'typing' || kind === 'called'),
    [],
  )
})

test('words call as the nickname does, unless an exception is there', () => {
  const trace = inTea({ words: ['tea time'], exceptions: ['weatherbot'] }).play(`
    < :bob!u@h PRIVMSG #tea :it is Tea Time!
    < :bob!u@h PRIVMSG #tea :teatime is something else
    < :bob!u@h PRIVMSG #tea :ada, says weatherbot
    < :bob!u@h PRIVMSG #tea :ADA?
  `)
  const entries = trace.buffer('#tea').entries.filter(({ kind }) => kind === 'message')
  assert.deepEqual(
    entries.map(({ mention }) => mention),
    [true, false, false, true],
  )
})

test('what calls a reader who looks elsewhere is told once; a quiet conversation tells nothing', () => {
  const levels: Record<string, 'none' | 'mentions'> = { '#quiet': 'none' }
  const trace = inTea({ levelOf: ({ name }) => levels[name] ?? 'all' })
  trace.session.attentive = false
  trace.play(`
    < :ada!u@host JOIN #quiet
    < :bob!u@h PRIVMSG #tea :just talk
    < :bob!u@h PRIVMSG #tea :ada: you
    < :bob!u@h PRIVMSG ada :psst
    < :bob!u@h PRIVMSG #quiet :ada: and here
  `)
  const told = trace.changes.flatMap((one) => (one.kind === 'called' ? [one.entry.text] : []))
  assert.deepEqual(told, ['ada: you', 'psst'])
  const counts = ({ unread, mentions }: { unread: number; mentions: number }) => [unread, mentions]
  assert.deepEqual(counts(trace.buffer('#tea')), [2, 1])
  assert.deepEqual(counts(trace.buffer('#quiet')), [1, 0])
})

test('/ignore and /unignore hand the mask to the page', () => {
  const asked: unknown[] = []
  const trace = inTea({}, { ignore: (...words) => asked.push(words) })
  perform(trace.session, trace.buffer('#tea'), '/ignore eve')
  perform(trace.session, trace.buffer('#tea'), '/unignore *!*@h')
  assert.deepEqual(asked, [
    ['eve', true],
    ['*!*@h', false],
  ])
})

test('an account is made, with a code where the server sends one; refusals are the server’s words', async () => {
  const { session } = inTea({})
  assert.deepEqual([session.makesAccounts, enrolmentOf(session).needsEmail], [true, true])
  const trace = inTea({})
  const enrolment = enrolmentOf(trace.session)
  const refused = enrolment.register('ada@x', 'tea')
  trace.play(`
    > REGISTER * ada@x tea
    < :irc.test FAIL REGISTER WEAK_PASSWORD ada :Too short
  `)
  assert.deepEqual(await refused, { is: 'refused', text: 'Too short' })
  const code = enrolment.register('ada@x', 'milk and tea')
  trace.play(`
    > REGISTER * ada@x :milk and tea
    < :irc.test REGISTER VERIFICATION_REQUIRED ada :A code is on its way
  `)
  assert.deepEqual(await code, { is: 'code', account: 'ada' })
  const made = enrolment.verify('ada', '1234')
  trace.play(`
    > VERIFY ada 1234
    < :irc.test VERIFY SUCCESS ada :Welcome
  `)
  assert.deepEqual(await made, { is: 'made', account: 'ada' })
  assert.deepEqual(enrolment.begun, { account: 'ada', password: 'milk and tea' })
  const broken = enrolment.verify('ada', '1')
  trace.disconnect()
  assert.deepEqual(await broken, { is: 'refused', text: '' })
})

test('an answer about an account that comes late is not that of the next question', async () => {
  const trace = inTea({})
  const enrolment = enrolmentOf(trace.session)
  const first = enrolment.register('', 'tea')
  const second = enrolment.register('', 'milk and tea')
  const code = enrolment.verify('ada', '1')
  trace.skip().play(`
    < :irc.test FAIL REGISTER WEAK_PASSWORD ada :Too short
    < :irc.test FAIL VERIFY INVALID_CODE ada :Not this one
    < :irc.test REGISTER SUCCESS ada :Welcome
  `)
  assert.deepEqual(await Promise.all([first, second, code]), [
    { is: 'refused', text: 'Too short' },
    { is: 'made', account: 'ada' },
    { is: 'refused', text: 'Not this one' },
  ])
  // Nobody waits any more: it is shown in the log.
  trace.play('< :irc.test FAIL REGISTER WEAK_PASSWORD ada :Too short again')
  assert.match(trace.session.asked.entries.at(-1)!.text, /Too short again/)
})
