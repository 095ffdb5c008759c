/** https://docs.inspircd.org/4/modules/silence/ */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   + echo-message
  alice > SILENCE +bob
  alice < :alice!~alice@192.0.2.1 SILENCE +bob!*@*
`

test('who is silenced is not heard, and does not learn it', () =>
  play(`
  ${scene}
  bob   > PRIVMSG alice :hi
  bob   < :bob!~bob@192.0.2.1 PRIVMSG alice :hi
  bob   > JOIN #tea
  bob   > INVITE alice #tea
  bob   <… :irc.test 341 bob alice :#tea
  alice <
  alice > CHATHISTORY LATEST bob * 5
  alice <
  alice > SILENCE -bob
  alice < :alice!~alice@192.0.2.1 SILENCE -bob!*@*
  bob   > PRIVMSG alice :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG alice :hi
`))

test('the list is shown, and has an end', () =>
  play(`
  ${scene}
  alice > SILENCE *@host
  alice <…
  alice > SILENCE
  alice < :irc.test 271 alice alice :bob!*@*
  alice < :irc.test 271 alice alice :*!*@host
  alice < :irc.test 272 alice :End of your silence list
  alice > SILENCE +BOB
  alice <
  ${Array.from({ length: 30 }, (_, i) => `alice > SILENCE n${i}`).join('\n  ')}
  alice <…
  alice > SILENCE more
  alice < :irc.test 511 alice more!*@* :Your silence list is full
`))

test('in channels everybody is heard', () =>
  play(`
  ${scene}
  alice > JOIN #tea
  bob   > JOIN #tea
  alice <…
  bob   > PRIVMSG #tea :hi
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hi
`))

test('flags say what is kept away, and x makes an exception', () =>
  play(`
  alice + message-tags
  bob   + message-tags
  carol +
  alice > SILENCE +*!*@* nci
  alice < @msgid=… :alice!~alice@192.0.2.1 SILENCE +*!*@* cin
  alice > SILENCE +carol xd
  alice < @msgid=… :alice!~alice@192.0.2.1 SILENCE +carol!*@* dx
  bob   > NOTICE alice :not heard
  bob   > PRIVMSG alice :\u0001VERSION\u0001
  bob   > PRIVMSG alice :heard
  alice < @msgid=… :bob!~bob@192.0.2.1 PRIVMSG alice :heard
  bob   > @+typing=active TAGMSG alice
  alice < @msgid=…;+typing=active :bob!~bob@192.0.2.1 TAGMSG alice
  carol > NOTICE alice :heard too
  alice < @msgid=… :carol!~carol@192.0.2.1 NOTICE alice :heard too
  alice > SILENCE
  alice < :irc.test 271 alice alice *!*@* :cin
  alice < :irc.test 271 alice alice carol!*@* :dx
  alice <…
  alice > SILENCE +*!*@* t
  alice < @msgid=… :alice!~alice@192.0.2.1 SILENCE +*!*@* t
  bob   > @+typing=active TAGMSG alice
  bob   > NOTICE alice :heard again
  alice < @msgid=… :bob!~bob@192.0.2.1 NOTICE alice :heard again
  alice > SILENCE +bob zz
  alice < :irc.test FAIL SILENCE INVALID_FLAGS zz :These are no flags
`))
