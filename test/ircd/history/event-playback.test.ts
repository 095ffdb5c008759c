/** https://ircv3.net/specs/extensions/event-playback */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  bob   + echo-message message-tags
  bob   > JOIN #tea
  bob   > PRIVMSG #tea :hello
  bob   > @+draft/react=+1 TAGMSG #tea
  bob   > @+draft/unreact=+1 TAGMSG #tea
  bob   > @+typing=active TAGMSG #tea
  bob   > NICK robert
  bob   > PART #tea :bye
  bob   > JOIN #tea
`

test('history has joins, topics and the like for those who want them, in their own dialect', () =>
  play(`
  alice + draft/event-playback
  alice > JOIN #tea
  alice > TOPIC #tea :milk
  alice > MODE #tea +l 9
  ${scene}
  alice <…
  alice > CHATHISTORY LATEST #tea * 7
  alice < :alice!~alice@192.0.2.1 TOPIC #tea :milk
  alice < :alice!~alice@192.0.2.1 MODE #tea +l 9
  alice < :bob!~bob@192.0.2.1 JOIN #tea
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :hello
  alice < :bob!~bob@192.0.2.1 NICK robert
  alice < :robert!~bob@192.0.2.1 PART #tea bye
  alice < :robert!~bob@192.0.2.1 JOIN #tea
  alice <
`))

test('a reader with every dialect reads the long JOIN and messages of tags alone', () =>
  play(`
  alice + draft/event-playback extended-join message-tags
  alice > JOIN #tea
  ${scene}
  alice <…
  alice > CHATHISTORY LATEST #tea * 9
  alice < @msgid=… :alice!~alice@192.0.2.1 JOIN #tea * :alice of the play
  alice < @msgid=… :bob!~bob@192.0.2.1 JOIN #tea * :bob of the play
  alice < @msgid=… :bob!~bob@192.0.2.1 PRIVMSG #tea :hello
  alice < @msgid=…;+draft/react=+1 :bob!~bob@192.0.2.1 TAGMSG #tea
  alice < @msgid=…;+draft/unreact=+1 :bob!~bob@192.0.2.1 TAGMSG #tea
  alice < @msgid=… :bob!~bob@192.0.2.1 NICK robert
  alice < @msgid=… :robert!~bob@192.0.2.1 PART #tea bye
  alice < @msgid=… :robert!~bob@192.0.2.1 JOIN #tea * :bob of the play
  alice <
`))

test('a page is full: what the reader could not see does not count', () =>
  play(`
  alice + draft/event-playback
  alice > JOIN #tea
  bob   + message-tags echo-message
  bob   > JOIN #tea
  bob   <…
  ${'bob > @+draft/react=+1 TAGMSG #tea\n'.repeat(9)}
  bob   < @msgid=$first;… :bob!~bob@192.0.2.1 TAGMSG #tea
  bob   > PRIVMSG #tea :last
  alice <…
  alice > CHATHISTORY LATEST #tea * 2
  alice < :bob!~bob@192.0.2.1 JOIN #tea
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :last
  alice <
  alice > CHATHISTORY AROUND #tea msgid=$first 3
  alice < :alice!~alice@192.0.2.1 JOIN #tea
  alice < :bob!~bob@192.0.2.1 JOIN #tea
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :last
  alice <
`))

test('in an auditorium the past hides whom the present hides, but not from those who keep order', () =>
  play(`
  alice + draft/event-playback
  bob   + draft/event-playback
  alice > JOIN #tea
  alice > MODE #tea +u
  bob   > JOIN #tea
  carol +
  carol > JOIN #tea
  alice > PRIVMSG #tea :hello
  alice <…
  bob   <…
  bob   > CHATHISTORY LATEST #tea * 9
  bob   < :alice!~alice@192.0.2.1 PRIVMSG #tea :hello
  bob   <
  alice > CHATHISTORY LATEST #tea * 3
  alice < :bob!~bob@192.0.2.1 JOIN #tea
  alice < :carol!~carol@192.0.2.1 JOIN #tea
  alice < :alice!~alice@192.0.2.1 PRIVMSG #tea :hello
`))
