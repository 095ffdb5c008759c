/** https://ircv3.net/specs/extensions/echo-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('the speaker hears its own message just as the others do', () =>
  play(`
  alice + echo-message message-tags server-time
  bob   + message-tags server-time
  alice > JOIN #Tea
  bob   > JOIN #tea
  alice <…
  bob   <…
  alice > @+x=1 PRIVMSG #TEA :hi
  alice < @msgid=$id;time=$time;+x=1 :alice!~alice@192.0.2.1 PRIVMSG #Tea :hi
  bob   < @msgid=$id;time=$time;+x=1 :alice!~alice@192.0.2.1 PRIVMSG #Tea :hi
  alice > NOTICE BOB :psst
  alice < @msgid=…;time=… :alice!~alice@192.0.2.1 NOTICE bob :psst
  alice > @+typing=active TAGMSG #tea
  alice < @msgid=…;time=…;+typing=active :alice!~alice@192.0.2.1 TAGMSG #Tea
`))

test('what was refused has no echo', () =>
  play(`
  alice + echo-message
  bob   +
  bob   > JOIN #tea
  alice > PRIVMSG #tea :hi
  alice < :irc.test 404 alice #tea :Cannot send to channel (+n)
  alice <
`))

test('whoever speaks from outside hears itself too', () =>
  play(`
  alice + echo-message
  bob   +
  bob   > JOIN #tea
  bob   > MODE #tea -n
  alice > PRIVMSG #tea :hi
  alice < :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
  alice <
`))

test('what one says to oneself comes twice: said, and heard, with one id', () =>
  play(`
  alice + echo-message message-tags
  alice > PRIVMSG alice :hi
  alice < @msgid=$id :alice!~alice@192.0.2.1 PRIVMSG alice :hi
  alice < @msgid=$id :alice!~alice@192.0.2.1 PRIVMSG alice :hi
  alice <
`))

test('without message-tags a TAGMSG has no echo', () =>
  play(`
  alice + echo-message
  bob   +
  alice > @+x TAGMSG bob
  alice <
`))
