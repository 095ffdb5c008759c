/** https://ircv3.net/specs/extensions/labeled-response */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('no answer is an ACK', () =>
  play(`
  alice + labeled-response batch
  alice > @label=x PONG irc.test
  alice < @label=x :irc.test ACK
  alice > @label=y PRIVMSG alice :hi
  alice < :alice!~alice@192.0.2.1 PRIVMSG alice :hi
  alice < @label=y :irc.test ACK
`))

test('one line has the label itself', () =>
  play(`
  alice + labeled-response batch
  alice > @label=x PING token
  alice < @label=x :irc.test PONG irc.test token
  alice <
`))

test('several lines come as a batch, and only its beginning has the label', () =>
  play(`
  alice + labeled-response batch
  alice > @label=x JOIN #tea
  alice < @label=x :irc.test BATCH +$ref labeled-response
  alice < @batch=$ref :alice!~alice@192.0.2.1 JOIN #tea
  alice < @batch=$ref :irc.test 353 alice = #tea :@alice
  alice < @batch=$ref :irc.test 366 alice #tea :End of NAMES
  alice < :irc.test BATCH -$ref
  alice <
`))

test('an answer that is a batch already gets the label on its beginning', () =>
  play(`
  alice + labeled-response batch
  alice > JOIN #tea
  alice > PRIVMSG #tea :hi
  alice <…
  alice > @label=x CHATHISTORY LATEST #tea * 5
  alice < @label=x…:irc.test BATCH +$ref chathistory #tea
  alice < @batch=$ref :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
  alice < :irc.test BATCH -$ref
  alice > @label=y CHATHISTORY LATEST #tea * 5
  alice < @label=y;draft/chathistory-end :irc.test BATCH +…
`))

test('an echo is an answer; the message to others is not', () =>
  play(`
  alice + labeled-response batch echo-message message-tags
  bob   + labeled-response batch message-tags
  alice > @label=x PRIVMSG bob :hi
  alice < @label=x;msgid=$id :alice!~alice@192.0.2.1 PRIVMSG bob :hi
  alice <
  bob   < @msgid=$id :alice!~alice@192.0.2.1 PRIVMSG bob :hi
`))

test('of what one says to oneself the echo has the label, what is delivered has not', () =>
  play(`
  alice + labeled-response batch echo-message message-tags
  alice > @label=x PRIVMSG alice :hi
  alice < @msgid=$id :alice!~alice@192.0.2.1 PRIVMSG alice :hi
  alice < @label=x;msgid=$id :alice!~alice@192.0.2.1 PRIVMSG alice :hi
  alice <
`))

test('a message to several is one batch of echoes and refusals', () =>
  play(`
  alice + labeled-response batch echo-message
  bob   +
  alice > @label=x PRIVMSG bob,nobody :hi
  alice < @label=x :irc.test BATCH +$ref labeled-response
  alice < @batch=$ref :alice!~alice@192.0.2.1 PRIVMSG bob :hi
  alice < @batch=$ref :irc.test 401 alice nobody :No such nick or channel
  alice < :irc.test BATCH -$ref
`))

test('refusals are labelled: 421, 461, 451, 417, what is not UTF-8', () =>
  play(`
  alice + labeled-response batch
  alice > @label=a NONSENSE
  alice < @label=a :irc.test 421 alice NONSENSE :Unknown command
  alice > @label=b KICK
  alice < @label=b :irc.test 461 alice KICK :Not enough parameters
  alice >too-long @label=c PRIVMSG bob :x
  alice < @label=c :irc.test 417 alice :Input line was too long
  alice >not-utf8 @label=d PRIVMSG bob :�
  alice < @label=d :irc.test FAIL PRIVMSG INVALID_UTF8 :This network accepts only UTF-8
  bob connects
  bob > CAP REQ :labeled-response batch
  bob <…
  bob > @label=e WHOIS alice
  bob < @label=e :irc.test 451 * :You have not registered
  bob > @label=f CAP LIST
  bob < @label=f :irc.test CAP * LIST :labeled-response batch
`))

test('a failing part does not stop the others, and all is one answer', () =>
  play(`
  alice + labeled-response batch
  alice > @label=x JOIN #tea,nonsense
  alice < @label=x :irc.test BATCH +$ref labeled-response
  alice < @batch=$ref :alice!~alice@192.0.2.1 JOIN #tea
  alice < @batch=$ref :irc.test 353 …
  alice < @batch=$ref :irc.test 366 …
  alice < @batch=$ref :irc.test 403 alice nonsense :No such channel
  alice < :irc.test BATCH -$ref
`))

test('without batch, or without the capability, a label is nothing', () =>
  play(`
  alice + labeled-response
  bob   + batch
  alice > @label=x PING a
  alice < :irc.test PONG irc.test a
  alice > @label=x PONG a
  alice <
  bob   > @label=x PING a
  bob   < :irc.test PONG irc.test a
  alice > CAP REQ batch
  alice <…
  alice > @label=x PING a
  alice < @label=x :irc.test PONG irc.test a
  alice > CAP REQ -batch
  alice <…
  alice > @label=x PING a
  alice < :irc.test PONG irc.test a
`))

test('a label has 1 to 64 bytes', () =>
  play(`
  alice + labeled-response batch
  alice > @label=${'x'.repeat(64)} PING a
  alice < @label=${'x'.repeat(64)} :irc.test PONG irc.test a
  alice > @label=${'é'.repeat(33)} PING a
  alice < :irc.test PONG irc.test a
  alice > @label= PING a
  alice < :irc.test PONG irc.test a
  alice > @label PING a
  alice < :irc.test PONG irc.test a
`))

test('a label is opaque', () =>
  play(`
  alice + labeled-response batch
  alice > @label=a\\sb\\:c\\\\ PING a
  alice < @label=a\\sb\\:c\\\\ :irc.test PONG irc.test a
`))

test('a QUIT with a label ends the connection', () =>
  play(`
  alice + labeled-response batch
  alice > @label=x QUIT
  alice < ERROR :Closing link: 192.0.2.1 (Quit)
  alice <
  alice is gone
`))
