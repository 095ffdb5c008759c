/** https://ircv3.net/specs/extensions/multiline */
import { test } from 'node:test'
import { play } from '../../play.ts'
import { settings } from '../../theatre.ts'

const caps = 'draft/multiline batch message-tags echo-message labeled-response'

const scene = `
  alice + ${caps}
  bob   + draft/multiline batch message-tags
  carol + message-tags batch
  dave  +
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  dave  > JOIN #tea
  alice <…
  bob   <…
  carol <…
  dave  <…
`

/** alice says a batch to #tea: each line with a space or, where it goes on, a + before it. */
function says(lines: string[], start = '', verb = 'PRIVMSG'): string {
  const tags = (line: string) => (line[0] === '+' ? '@batch=1;draft/multiline-concat' : '@batch=1')
  return [
    `alice > ${start}BATCH +1 draft/multiline #Tea`,
    ...lines.map((line) => `alice > ${tags(line)} ${verb} #tea :${line.slice(1)}`),
    'alice > BATCH -1',
  ].join('\n')
}

test('several lines are one message: one id, one batch, in the lines of the sender', () =>
  play(`
  ${scene}
  ${says([' hello', ' ', ' how is', '+ everyone?'], '@+draft/reply=x ')}
  bob   < @msgid=$id;+draft/reply=x :alice!~alice@192.0.2.1 BATCH +$ref draft/multiline #tea
  bob   < @batch=$ref :alice!~alice@192.0.2.1 PRIVMSG #tea :hello
  bob   < @batch=$ref :alice!~alice@192.0.2.1 PRIVMSG #tea :
  bob   < @batch=$ref :alice!~alice@192.0.2.1 PRIVMSG #tea :how is
  bob   < @batch=$ref;draft/multiline-concat :alice!~alice@192.0.2.1 PRIVMSG #tea : everyone?
  bob   < :alice!~alice@192.0.2.1 BATCH -$ref
  bob   <
  alice < @msgid=$id;+draft/reply=x :alice!~alice@192.0.2.1 BATCH +$ref draft/multiline #tea
  alice <…
`))

test('others read plain lines without the blank ones; the id is on the first alone', () =>
  play(`
  ${scene}
  ${says([' ', ' hello', ' ', ' how is', '+ everyone?'], '@+draft/reply=x ')}
  carol < @msgid=…;+draft/reply=x :alice!~alice@192.0.2.1 PRIVMSG #tea :hello
  carol < :alice!~alice@192.0.2.1 PRIVMSG #tea :how is
  carol < :alice!~alice@192.0.2.1 PRIVMSG #tea : everyone?
  carol <
  dave  < :alice!~alice@192.0.2.1 PRIVMSG #tea :hello
  dave  < :alice!~alice@192.0.2.1 PRIVMSG #tea :how is
  dave  < :alice!~alice@192.0.2.1 PRIVMSG #tea : everyone?
  dave  <
`))

test('time and account are on every plain line', () =>
  play(
    `
  alice + draft/multiline batch
  bob   + server-time account-tag
  alice signs in
  alice > BATCH +1 draft/multiline bob
  alice > @batch=1 NOTICE bob :one
  alice > @batch=1 NOTICE bob :two
  alice > BATCH -1
  bob   < @time=$t;account=alice :alice!~alice@192.0.2.1 NOTICE bob :one
  bob   < @time=$t;account=alice :alice!~alice@192.0.2.1 NOTICE bob :two
`,
    { accounts: { alice: 'correct horse' } },
  ))

test('without batch the capability does nothing', () =>
  play(`
  alice + ${caps}
  bob   + draft/multiline
  alice > BATCH +1 draft/multiline bob
  alice > @batch=1 PRIVMSG bob :one
  alice > @batch=1 PRIVMSG bob :two
  alice > BATCH -1
  bob   < :alice!~alice@192.0.2.1 PRIVMSG bob :one
  bob   < :alice!~alice@192.0.2.1 PRIVMSG bob :two
  bob   > BATCH +1 draft/multiline alice
  bob   < :irc.test FAIL BATCH MULTILINE_INVALID :This needs the capabilities draft/multiline and batch
`))

test('the label stands on the beginning of the echo, or of an ACK, when the batch is closed', () =>
  play(`
  ${scene}
  alice > @label=x BATCH +1 draft/multiline #tea
  alice > @batch=1 PRIVMSG #tea :one
  alice > @batch=1 PRIVMSG #tea :two
  alice <
  alice > BATCH -1
  alice < @label=x;msgid=… :alice!~alice@192.0.2.1 BATCH +$ref draft/multiline #tea
  alice < @batch=$ref :alice!~alice@192.0.2.1 PRIVMSG #tea :one
  alice < @batch=$ref :alice!~alice@192.0.2.1 PRIVMSG #tea :two
  alice < :alice!~alice@192.0.2.1 BATCH -$ref
  alice > CAP REQ -echo-message
  alice <…
  ${says([' one', ' two'], '@label=y ')}
  alice < @label=y :irc.test ACK
  alice <
`))

test('what cannot be delivered fails as a whole, once', () =>
  play(`
  ${scene}
  alice > BATCH +1 draft/multiline nobody
  alice > @batch=1 PRIVMSG nobody :one
  alice > @batch=1 PRIVMSG nobody :two
  alice > BATCH -1
  alice < :irc.test 401 alice nobody :No such nick or channel
  alice <
  alice > MODE #tea +m
  alice <…
  bob   <…
  bob   > BATCH +1 draft/multiline #tea
  bob   > @batch=1 PRIVMSG #tea :one
  bob   > @batch=1 PRIVMSG #tea :two
  bob   > BATCH -1
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+m)
  bob   <
`))

test('history has it as one row, as a batch or as lines', () =>
  play(`
  ${scene}
  ${says([' hello', ' ', ' there'])}
  alice > PRIVMSG #tea :last
  alice <…
  bob   <…
  carol <…
  dave  <…
  bob   > CHATHISTORY LATEST #tea * 2
  bob   < …:irc.test BATCH +$h chathistory #tea
  bob   < @batch=$h;msgid=… :alice!~alice@192.0.2.1 BATCH +$m draft/multiline #tea
  bob   < @batch=$m :alice!~alice@192.0.2.1 PRIVMSG #tea :hello
  bob   < @batch=$m :alice!~alice@192.0.2.1 PRIVMSG #tea :
  bob   < @batch=$m :alice!~alice@192.0.2.1 PRIVMSG #tea :there
  bob   < @batch=$h :alice!~alice@192.0.2.1 BATCH -$m
  bob   < @batch=$h;msgid=… :alice!~alice@192.0.2.1 PRIVMSG #tea :last
  bob   < :irc.test BATCH -$h
  carol > CHATHISTORY LATEST #tea * 2
  carol < …:irc.test BATCH +$c chathistory #tea
  carol < @batch=$c;msgid=… :alice!~alice@192.0.2.1 PRIVMSG #tea :hello
  carol < @batch=$c :alice!~alice@192.0.2.1 PRIVMSG #tea :there
  carol < @batch=$c;msgid=… :alice!~alice@192.0.2.1 PRIVMSG #tea :last
  carol < :irc.test BATCH -$c
  dave  > CHATHISTORY LATEST #tea * 1
  dave  < :alice!~alice@192.0.2.1 PRIVMSG #tea :last
  dave  <
`))

test('a line that would not fit behind the sender’s name goes on in another', () =>
  play(`
  ${scene}
  ${says([` ${'é'.repeat(240)}`, ' short'])}
  bob   < …BATCH +…
  bob   < …PRIVMSG #tea :${'é'.repeat(236)}
  bob   < @batch=…;draft/multiline-concat …PRIVMSG #tea :${'é'.repeat(4)}
  bob   < …PRIVMSG #tea :short
`))

test('a batch of a single line is a plain message', () =>
  play(`
  ${scene}
  ${says([' hello'])}
  bob   < @msgid=… :alice!~alice@192.0.2.1 PRIVMSG #tea :hello
  bob   <
`))

test('the limits are told and kept; what follows is swallowed', () =>
  play(
    `
  ${scene}
  alice > CAP LS 302
  alice <… …draft/multiline=max-bytes=20,max-lines=3…
  alice <…
  ${says([' 1234567890', ' 123456789'])}
  alice <… …BATCH -…
  ${says([' 1234567890', '+1234567890'])}
  alice <… …BATCH -…
  ${says([' 1234567890', ' 1234567890', ' x'], '@label=z ')}
  alice < @label=z :irc.test FAIL BATCH MULTILINE_MAX_BYTES 20 :Too many bytes
  alice <
  ${says([' 1', '+2', '+3', '+4'])}
  alice < :irc.test FAIL BATCH MULTILINE_MAX_LINES 3 :Too many lines
  alice > PING x
  alice < :irc.test PONG irc.test x
  alice <
`,
    { settings: { messages: { ...settings.messages, multilineBytes: 20, multilineLines: 3 } } },
  ))

test('what does not belong in a batch ends it', () =>
  play(`
  ${scene}
  alice > BATCH +1 draft/multiline #tea
  alice > @batch=1 PRIVMSG #milk :one
  alice < :irc.test FAIL BATCH MULTILINE_INVALID_TARGET #tea #milk :This is not the target of the batch
  alice > @batch=1 PRIVMSG #tea :one
  alice > BATCH -1
  alice <
  ${says([' one', ' two']).replace('@batch=1 PRIVMSG #tea :two', '@batch=1 NOTICE #tea :two')}
  alice < :irc.test FAIL BATCH MULTILINE_INVALID :PRIVMSG and NOTICE may not be mixed
  ${says([' one', '+'])}
  alice < :irc.test FAIL BATCH MULTILINE_INVALID :A line without text has nothing to go on with
  ${says([' ', ' '])}
  alice < :irc.test FAIL BATCH MULTILINE_INVALID :There is no text
  ${says([])}
  alice < :irc.test FAIL BATCH MULTILINE_INVALID :There is no text
  ${says([' one', ' \x01ACTION waves\x01'])}
  alice < :irc.test FAIL BATCH MULTILINE_INVALID :CTCP does not fit in here
  ${says([' one', ' two']).replace('@batch=1 PRIVMSG #tea :two', '@batch=1;+x PRIVMSG #tea :two')}
  alice < :irc.test FAIL BATCH MULTILINE_INVALID :Tags stand on the beginning of the batch
  ${says([' one'], '', 'TOPIC')}
  alice < :irc.test FAIL BATCH MULTILINE_INVALID :Only PRIVMSG and NOTICE fit in here
  alice <
  bob   <
`))

test('nothing else is said while a batch is open, PING and PONG apart', () =>
  play(`
  ${scene}
  alice > BATCH +1 draft/multiline #tea
  alice > PING x
  alice < :irc.test PONG irc.test x
  alice > PRIVMSG #tea :outside
  alice < :irc.test FAIL BATCH MULTILINE_INVALID :Only lines of the batch may stand in a batch
  alice > @batch=1 PRIVMSG #tea :one
  alice > BATCH -1
  alice > BATCH +1 draft/multiline #tea
  alice > BATCH +2 draft/multiline #tea
  alice < :irc.test FAIL BATCH MULTILINE_INVALID :A batch may not stand in a batch
  alice > BATCH -1
  alice <
  bob   <
`))

test('a line that cannot be read ends the batch: nothing is said with a hole in it', () =>
  play(`
  ${scene}
  alice > BATCH +1 draft/multiline #tea
  alice > @batch=1 PRIVMSG #tea :one
  alice >too-long @batch=1 PRIVMSG #tea :two
  alice < :irc.test FAIL BATCH MULTILINE_INVALID :A line of the batch could not be read
  alice < :irc.test 417 alice :Input line was too long
  alice > @batch=1 PRIVMSG #tea :three
  alice > BATCH -1
  alice <
  bob   <
`))

test('references and types that are unknown are refused with their codes', () =>
  play(`
  alice + ${caps}
  alice > BATCH -1
  alice < :irc.test FAIL BATCH INVALID_REFTAG 1 :There is no such batch
  alice > @batch=7 PRIVMSG alice :hi
  alice < :irc.test FAIL BATCH INVALID_REFTAG 7 :There is no such batch
  alice > BATCH +a_b draft/multiline alice
  alice < :irc.test FAIL BATCH INVALID_REFTAG a_b :This is not a reference
  alice > BATCH +1 nonsense alice
  alice < :irc.test FAIL BATCH UNKNOWN_TYPE 1 nonsense :Unknown type of batch
  alice > @batch=1 PRIVMSG alice :swallowed
  alice > BATCH -1
  alice > BATCH +1 draft/multiline alice,bob
  alice < :irc.test FAIL BATCH MULTILINE_INVALID :A batch has one target
  alice <
`))

test('a batch that is left open for half a minute is given up', () =>
  play(`
  ${scene}
  alice > @label=x BATCH +1 draft/multiline #tea
  wait 29s
  alice <
  wait 2s
  alice < @label=x :irc.test FAIL BATCH TIMEOUT 1 :The batch was left open for too long
  alice > @batch=1 PRIVMSG #tea :one
  alice > BATCH -1
  alice <
`))
