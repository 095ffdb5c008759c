/**
 * https://ircv3.net/specs/extensions/message-tags and
 * https://ircv3.net/specs/extensions/message-ids
 */
import { test } from 'node:test'
import { play } from '../../play.ts'
import { settings } from '../../theatre.ts'

test('client tags reach whoever enabled message-tags, as they were', () =>
  play(`
  alice + message-tags
  bob   + message-tags
  carol +
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  bob   <…
  carol <…
  alice > @+draft/reply=1\\:2\\s3;+x;+vendor.example/a=é PRIVMSG #tea :hi
  bob   < @msgid=…;+draft/reply=1\\:2\\s3;+x;+vendor.example/a=é :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
  carol < :alice!~alice@192.0.2.1 PRIVMSG #tea :hi
`))

test('tags without a plus are not relayed: a client cannot claim a time, an account or an id', () =>
  play(`
  alice + message-tags
  bob   + message-tags server-time account-tag
  alice > @time=2000-01-01T00:00:00.000Z;account=root;msgid=mine;label=l;+=x;x=y PRIVMSG bob :hi
  bob   < @msgid=id…;time=2026-01-01T00:00:00.000Z :alice!~alice@192.0.2.1 PRIVMSG bob :hi
`))

test('of tags with the same name the last counts', () =>
  play(`
  alice + message-tags
  alice > @+x=1;+x=2 PRIVMSG alice :hi
  alice < @msgid=…;+x=2 :alice!~alice@192.0.2.1 PRIVMSG alice :hi
`))

test('the id is the same for everyone and for the echo, and another for each message', () =>
  play(`
  alice + message-tags echo-message
  bob   + message-tags
  carol + message-tags server-time
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice <…
  bob   <…
  carol <…
  alice > PRIVMSG #tea :one
  alice < @msgid=$one :alice!~alice@192.0.2.1 PRIVMSG #tea :one
  bob   < @msgid=$one :alice!~alice@192.0.2.1 PRIVMSG #tea :one
  carol < @msgid=$one;time=… :alice!~alice@192.0.2.1 PRIVMSG #tea :one
  alice > PRIVMSG #tea :two
  alice <> $one
  bob   <> $one
  bob   < @msgid=… :alice!~alice@192.0.2.1 PRIVMSG #tea :two
`))

test('everything that happens in a channel has an id', () =>
  play(`
  alice +
  bob   + message-tags
  bob   > JOIN #tea
  bob   < @msgid=… :bob!~bob@192.0.2.1 JOIN #tea
  bob   <…
  alice > JOIN #tea
  bob   < @msgid=… :alice!~alice@192.0.2.1 JOIN #tea
  alice > PART #tea
  bob   < @msgid=… :alice!~alice@192.0.2.1 PART #tea
  alice > JOIN #tea
  bob   <…
  alice > NICK queen
  bob   < @msgid=… :alice!~alice@192.0.2.1 NICK queen
  bob   > TOPIC #tea :milk
  bob   < @msgid=… :bob!~bob@192.0.2.1 TOPIC #tea :milk
  bob   > MODE #tea +v queen
  bob   < @msgid=… :bob!~bob@192.0.2.1 MODE #tea +v queen
  bob   > KICK #tea queen
  bob   < @msgid=… :bob!~bob@192.0.2.1 KICK #tea queen :bob
`))

test('TAGMSG reaches only those who can read tags', () =>
  play(`
  alice + message-tags
  bob   + message-tags
  carol +
  alice > JOIN #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice <…
  bob   <…
  carol <…
  alice > @+typing=active TAGMSG #tea
  bob   < @msgid=…;+typing=active :alice!~alice@192.0.2.1 TAGMSG #tea
  alice <
  carol <
  alice > @+typing=done TAGMSG carol,bob
  bob   < @msgid=…;+typing=done :alice!~alice@192.0.2.1 TAGMSG bob
  carol <
  alice > TAGMSG
  alice < :irc.test 411 alice :No recipient given (TAGMSG)
  alice > @+x TAGMSG nobody
  alice < :irc.test 401 alice nobody :No such nick or channel
`))

test('TAGMSG obeys what speech obeys', () =>
  play(`
  alice +
  bob   + message-tags
  alice > JOIN #tea
  bob   > @+x TAGMSG #tea
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+n)
  bob   > JOIN #tea
  alice > MODE #tea +m
  bob   <…
  bob   > @+x TAGMSG #tea
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+m)
`))

test('a TAGMSG to somebody who is away is answered with nothing', () =>
  play(`
  alice + message-tags
  bob   +
  bob   > AWAY :asleep
  alice > @+typing=active TAGMSG bob
  alice <
`))

test('tags that the network denies are not passed on, and it says which', () =>
  play(
    `
  bob   + message-tags
  alice connects
  alice > CAP REQ message-tags
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice > CAP END
  alice <… :irc.test 005 alice … CLIENTTAGDENY=*,-draft/react …
  alice > @+typing=active;+draft/react=x PRIVMSG bob :hi
  bob   < @msgid=…;+draft/react=x :alice!~alice@192.0.2.1 PRIVMSG bob :hi
`,
    { settings: { messages: { ...settings.messages, tagsDenied: ['*', '-draft/react'] } } },
  ))

test('a single tag may be denied', () =>
  play(
    `
  alice + message-tags
  bob   + message-tags
  alice > @+typing=active;+reply=x PRIVMSG bob :hi
  bob   < @msgid=…;+reply=x :alice!~alice@192.0.2.1 PRIVMSG bob :hi
`,
    { settings: { messages: { ...settings.messages, tagsDenied: ['typing'] } } },
  ))

test('tags that clients agree on pass as they were sent, the old names and the new', () =>
  play(`
  alice + message-tags
  bob   + message-tags
  ${[
    '+reply=x',
    '+draft/reply=x',
    '+react=y',
    '+draft/unreact=y',
    '+channel-context=#tea',
    '+typing=done',
    '+draft/persist',
  ]
    .map(
      (tag) =>
        `alice > @${tag} TAGMSG bob\nbob < @msgid=…;${tag} :alice!~alice@192.0.2.1 TAGMSG bob`,
    )
    .join('\n')}
`))

test('a message of tags alone obeys what messages obey, and leaves the idle time alone', () =>
  play(`
  alice + message-tags
  bob   + message-tags
  bob   > JOIN #tea
  bob   > MODE #tea +m
  alice > JOIN #tea
  alice <…
  wait 30s
  alice > @+typing=active TAGMSG #tea
  alice < :irc.test 404 alice #tea :Cannot send to channel (+m)
  bob   > WHOIS alice
  bob   <… :irc.test 317 bob alice 30 …
`))
