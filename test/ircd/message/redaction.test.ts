/** https://ircv3.net/specs/extensions/message-redaction */
import { test } from 'node:test'
import { play } from '../../play.ts'
import { settings } from '../../theatre.ts'

const caps = 'draft/message-redaction message-tags echo-message batch'

/** alice operates #tea; bob, who also holds the capability, and carol are inside. */
const scene = `
  alice + ${caps}
  bob   + ${caps}
  carol + message-tags
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice <…
  bob   <…
  carol <…
  bob   > PRIVMSG #tea :oops
  bob   < @msgid=$id :bob!~bob@192.0.2.1 PRIVMSG #tea :oops
  alice <…
  carol <…
`

test('who said it takes it back: holders hear of it, history has it no more', () =>
  play(`
  ${scene}
  bob   > REDACT #Tea $id :wrong window
  bob   < @msgid=… :bob!~bob@192.0.2.1 REDACT #tea $id :wrong window
  alice < @msgid=… :bob!~bob@192.0.2.1 REDACT #tea $id :wrong window
  carol <
  alice > CHATHISTORY LATEST #tea * 5
  alice < …:irc.test BATCH +… chathistory #tea
  alice < :irc.test BATCH -…
  bob   > REDACT #tea $id
  bob   < :irc.test FAIL REDACT UNKNOWN_MSGID #tea $id :There is no such message here
`))

test('without a reason there are two parameters', () =>
  play(`
  ${scene}
  bob   > REDACT #tea $id
  alice < @msgid=… :bob!~bob@192.0.2.1 REDACT #tea $id
`))

test('operators of the channel take back what others said, others do not', () =>
  play(`
  ${scene}
  carol > CAP REQ draft/message-redaction
  carol <…
  carol > REDACT #tea $id
  carol < :irc.test FAIL REDACT REDACT_FORBIDDEN #tea $id :You may not redact this
  bob   <
  alice > REDACT #tea $id :not here
  bob   < @msgid=… :alice!~alice@192.0.2.1 REDACT #tea $id :not here
`))

test('an account takes back what it said over another connection; a namesake does not', () =>
  play(
    `
  op    +
  op    > JOIN #tea
  bob   + ${caps}
  bob   signs in
  bob   > JOIN #tea
  bob   <…
  bob   > PRIVMSG #tea :oops
  bob   < @msgid=$id …
  bob   > QUIT
  guest + ${caps}
  guest > JOIN #tea
  guest > NICK bob
  guest <…
  guest > REDACT #tea $id
  guest < :irc.test FAIL REDACT REDACT_FORBIDDEN #tea $id :You may not redact this
  guest > NICK other
  bob   + ${caps}
  bob   signs in
  bob   > JOIN #tea
  bob   <…
  bob   > REDACT #tea $id
  bob   < @msgid=… :bob!~bob@192.0.2.1 REDACT #tea $id
`,
    { accounts: { bob: 'battery staple' } },
  ))

test('in a conversation only who said it takes it back, on both sides', () =>
  play(`
  alice + ${caps}
  bob   + ${caps}
  alice > PRIVMSG bob :oops
  alice < @msgid=$id …
  bob   <…
  bob   > REDACT alice $id
  bob   < :irc.test FAIL REDACT REDACT_FORBIDDEN alice $id :You may not redact this
  alice > REDACT bob $id
  alice < @msgid=… :alice!~alice@192.0.2.1 REDACT bob $id
  bob   < @msgid=… :alice!~alice@192.0.2.1 REDACT bob $id
  bob   > CHATHISTORY LATEST alice * 5
  bob   < …:irc.test BATCH +… chathistory alice
  bob   < :irc.test BATCH -…
`))

test('what is elsewhere is unknown, and of what one cannot read nothing is told', () =>
  play(`
  ${scene}
  bob   > JOIN #milk
  bob   <…
  bob   > REDACT #milk $id
  bob   < :irc.test FAIL REDACT UNKNOWN_MSGID #milk $id :There is no such message here
  dave  + ${caps}
  dave  > REDACT #tea $id
  dave  < :irc.test FAIL REDACT INVALID_TARGET #tea :There is nothing here to redact
  dave  > REDACT #none $id
  dave  < :irc.test FAIL REDACT INVALID_TARGET #none :There is nothing here to redact
`))

test('what is no message cannot be redacted', () =>
  play(`
  alice + ${caps}
  alice > JOIN #tea
  alice < @msgid=$id … JOIN #tea
  alice <…
  alice > REDACT #tea $id
  alice < :irc.test FAIL REDACT UNKNOWN_MSGID #tea $id :There is no such message here
`))

test('a message of several lines and a reaction are redacted as a whole', () =>
  play(`
  alice + ${caps} draft/multiline draft/event-playback
  alice > JOIN #tea
  alice <…
  alice > BATCH +1 draft/multiline #tea
  alice > @batch=1 PRIVMSG #tea :one
  alice > @batch=1 PRIVMSG #tea :two
  alice > BATCH -1
  alice < @msgid=$a … BATCH +…
  alice <…
  alice > @+draft/react=x TAGMSG #tea
  alice < @msgid=$b;…
  alice > REDACT #tea $a
  alice > REDACT #tea $b
  alice <…
  alice > CHATHISTORY LATEST #tea * 9
  alice < …:irc.test BATCH +… chathistory #tea
  alice < …JOIN #tea
  alice < :irc.test BATCH -…
`))

test('after a while it is too late, but not for an operator', () =>
  play(
    `
  ${scene}
  wait 61s
  bob   > REDACT #tea $id
  bob   < :irc.test FAIL REDACT REDACT_WINDOW_EXPIRED #tea $id 60 :It is too late to redact this
  alice > REDACT #tea $id
  alice < @msgid=… :alice!~alice@192.0.2.1 REDACT #tea $id
`,
    { settings: { messages: { ...settings.messages, redactMs: 60_000 } } },
  ))

test('who may not speak gives no reason', () =>
  play(`
  ${scene}
  alice > MODE #tea +m
  alice <…
  bob   <…
  bob   > REDACT #tea $id :let me say this
  alice < @msgid=… :bob!~bob@192.0.2.1 REDACT #tea $id
`))

test('without the capability there is no such command', () =>
  play(`
  alice +
  alice > REDACT #tea id1
  alice < :irc.test 421 alice REDACT :Unknown command
`))
