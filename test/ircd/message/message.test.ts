/** https://modern.ircdocs.horse/#privmsg-message and https://modern.ircdocs.horse/#notice-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('what is said in a channel its other members hear', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > JOIN #Tea
  bob   > JOIN #tea
  alice <…
  bob   <…
  alice > PRIVMSG #tEA :milk first
  bob   < :alice!~alice@192.0.2.1 PRIVMSG #Tea :milk first
  alice > NOTICE #tea last
  bob   < :alice!~alice@192.0.2.1 NOTICE #Tea :last
  alice <
  carol <
`))

test('what is said to one person only that person hears, under the name it has', () =>
  play(`
  alice +
  bob   +
  carol +
  alice > PRIVMSG BOB :hello
  bob   < :alice!~alice@192.0.2.1 PRIVMSG bob :hello
  alice <
  carol <
`))

test('what one says to oneself comes once', () =>
  play(`
  alice +
  alice > PRIVMSG alice :hello me
  alice < :alice!~alice@192.0.2.1 PRIVMSG alice :hello me
  alice <
`))

test('no recipient is 411, no text 412', () =>
  play(`
  alice +
  alice > PRIVMSG
  alice < :irc.test 411 alice :No recipient given (PRIVMSG)
  alice > NOTICE
  alice < :irc.test 411 alice :No recipient given (NOTICE)
  alice > PRIVMSG alice
  alice < :irc.test 412 alice :No text to send
  alice > PRIVMSG alice :
  alice < :irc.test 412 alice :No text to send
  alice > NOTICE alice :
  alice < :irc.test 412 alice :No text to send
`))

test('nobody there is 401, no such channel 403, also for NOTICE', () =>
  play(`
  alice +
  alice > PRIVMSG nobody :hi
  alice < :irc.test 401 alice nobody :No such nick or channel
  alice > NOTICE nobody :hi
  alice < :irc.test 401 alice nobody :No such nick or channel
  alice > PRIVMSG #nowhere :hi
  alice < :irc.test 403 alice #nowhere :No such channel
  alice > PRIVMSG @#nowhere :hi
  alice < :irc.test 403 alice @#nowhere :No such channel
`))

test('several targets each hear it; equal ones once; too many are 407 and nobody hears', () =>
  play(`
  alice +
  bob   +
  carol +
  bob   > JOIN #tea
  bob   > MODE #tea -n
  bob   <…
  alice > PRIVMSG bob,carol,nobody,#tea :hi
  alice < :irc.test 401 alice nobody :No such nick or channel
  bob   < :alice!~alice@192.0.2.1 PRIVMSG bob :hi
  bob   < :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
  carol < :alice!~alice@192.0.2.1 PRIVMSG carol :hi
  alice > PRIVMSG bob,BOB,,bob :hi
  bob   < :alice!~alice@192.0.2.1 PRIVMSG bob :hi
  bob   <
  alice > PRIVMSG bob,a,b,c,d :hi
  alice < :irc.test 407 alice d :Too many targets
  alice <
  bob   <
`))

test('a status sign in front speaks to members of that rank and above', () =>
  play(`
  alice +
  bob   +
  carol +
  dave  + echo-message
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  dave  > JOIN #tea
  alice > MODE #tea +v bob
  alice <…
  bob   <…
  carol <…
  dave  <…
  dave  > PRIVMSG +#TEA :for the voiced
  alice < :dave!~dave@192.0.2.1 PRIVMSG +#tea :for the voiced
  bob   < :dave!~dave@192.0.2.1 PRIVMSG +#tea :for the voiced
  carol <
  dave  < :dave!~dave@192.0.2.1 PRIVMSG +#tea :for the voiced
  dave  > NOTICE @#tea :for operators
  alice < :dave!~dave@192.0.2.1 NOTICE @#tea :for operators
  bob   <
`))

test('a PRIVMSG to somebody who is away tells so, a NOTICE does not', () =>
  play(`
  alice +
  bob   +
  bob   > AWAY :asleep
  bob   <…
  alice > PRIVMSG bob :hi
  alice < :irc.test 301 alice bob :asleep
  alice > NOTICE bob :hi
  alice <
`))

test('a text that would not fit with its source is cut, between characters, for all alike', () => {
  const frame = ':alice!~alice@192.0.2.1 PRIVMSG #tea :'
  const fits = 'é'.repeat(Math.floor((510 - frame.length) / 2))
  return play(`
  alice + echo-message
  bob   + message-tags
  alice > JOIN #tea
  bob   > JOIN #tea
  alice <…
  bob   <…
  alice > PRIVMSG #tea :${fits}éé
  alice < ${frame}${fits}
  bob   < @msgid=… ${frame}${fits}
`)
})

test('a text may begin with a colon, and may be a single word', () =>
  play(`
  alice +
  alice > PRIVMSG alice ::)
  alice < :alice!~alice@192.0.2.1 PRIVMSG alice ::)
  alice > PRIVMSG alice word
  alice < :alice!~alice@192.0.2.1 PRIVMSG alice :word
`))

test('a source that the client writes itself is ignored', () =>
  play(`
  alice +
  bob   +
  alice > :bob!~bob@192.0.2.1 PRIVMSG bob :it is me
  bob   < :alice!~alice@192.0.2.1 PRIVMSG bob :it is me
`))

test('speaking ends idleness, a message of tags alone does not', () =>
  play(`
  alice + message-tags
  wait 10s
  alice > WHOIS alice
  alice <… …317 alice alice 10 1767225600 :seconds idle, signon time
  alice > PRIVMSG alice :hi
  wait 5s
  alice > @+typing=active TAGMSG alice
  alice <…
  alice > WHOIS alice
  alice <… …317 alice alice 5 1767225600 :seconds idle, signon time
`))
