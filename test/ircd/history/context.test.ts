/** draft/chathistory-context: https://ircv3.net/specs/extensions/chathistory */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  bob   + message-tags
  alice > JOIN #tea
  bob   > JOIN #tea
  bob   > PRIVMSG #tea :one
  bob   > PRIVMSG #tea :two
  bob   > PRIVMSG #tea :three
  alice <… @msgid=$one :bob!~bob@192.0.2.1 PRIVMSG #tea :one
  alice < @msgid=$two :bob!~bob@192.0.2.1 PRIVMSG #tea :two
  alice < @msgid=$three :bob!~bob@192.0.2.1 PRIVMSG #tea :three
`

test('a reaction that came after the page follows what it is about, and does not count', () =>
  play(`
  alice + batch message-tags draft/event-playback
  ${scene}
  bob   > @+draft/react=+1;+reply=$one TAGMSG #tea
  bob   > @+draft/react=-1;+draft/reply=$two TAGMSG #tea
  bob   > @+draft/react=ok;+reply=$three TAGMSG #tea
  bob   > @+draft/react=odd;+reply=nothing TAGMSG #tea
  bob   > @+draft/react=bare TAGMSG #tea
  bob   > @+reply=$one PRIVMSG #tea :an answer is a message of its own
  alice <…
  alice > CHATHISTORY BEFORE #tea msgid=$three 2
  alice < :irc.test BATCH +$b chathistory #tea
  alice < @batch=$b;msgid=$one :bob!~bob@192.0.2.1 PRIVMSG #tea :one
  alice < @batch=$b;draft/chathistory-context;msgid=…;+draft/react=+1;+reply=$one :bob!~bob@192.0.2.1 TAGMSG #tea
  alice < @batch=$b;msgid=$two :bob!~bob@192.0.2.1 PRIVMSG #tea :two
  alice < @batch=$b;draft/chathistory-context;msgid=…;+draft/react=-1;+draft/reply=$two :bob!~bob@192.0.2.1 TAGMSG #tea
  alice < :irc.test BATCH -$b
  alice > CHATHISTORY LATEST #tea * 1
  alice < …
  alice < @batch=…;msgid=…;+reply=$one :bob!~bob@192.0.2.1 PRIVMSG #tea :an answer is a message of its own
  alice < …
  alice <
`))

test('who reads only messages is told of none', () =>
  play(`
  alice + batch message-tags
  ${scene}
  bob   > @+draft/react=+1;+reply=$one TAGMSG #tea
  alice <…
  alice > CHATHISTORY BEFORE #tea msgid=$two 5
  alice < …
  alice < @batch=…;msgid=$one :bob!~bob@192.0.2.1 PRIVMSG #tea :one
  alice < :irc.test BATCH -…
  alice <
`))
