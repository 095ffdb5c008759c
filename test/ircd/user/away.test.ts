/** https://modern.ircdocs.horse/#away-message and https://ircv3.net/specs/extensions/away-notify */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('with a text one is away, without one, or with an empty one, back', () =>
  play(`
  alice +
  alice > AWAY :asleep
  alice < :irc.test 306 alice :You have been marked as being away
  alice > AWAY
  alice < :irc.test 305 alice :You are no longer marked as being away
  alice > AWAY x
  alice <…
  alice > AWAY :
  alice < :irc.test 305 alice :You are no longer marked as being away
`))

test('holders of away-notify in common channels are told of each change, once; oneself is not', () =>
  play(`
  alice + away-notify
  bob   + away-notify
  carol +
  dave  + away-notify
  alice > JOIN #tea,#milk
  bob   > JOIN #tea,#milk
  carol > JOIN #tea
  alice <…
  bob   <…
  carol <…
  alice > AWAY :asleep
  alice < :irc.test 306 …
  alice <
  bob   < :alice!~alice@192.0.2.1 AWAY :asleep
  bob   <
  alice > AWAY :asleep
  bob   <
  alice > AWAY :dreaming
  bob   < :alice!~alice@192.0.2.1 AWAY :dreaming
  alice > AWAY
  bob   < :alice!~alice@192.0.2.1 AWAY
  alice > AWAY
  bob   <
  carol <
  dave  <
`))

test('who joins while away is announced as away, to those who want to know', () =>
  play(`
  alice +
  bob   + away-notify
  carol +
  bob   > JOIN #tea
  carol > JOIN #tea
  bob   <…
  carol <…
  alice > AWAY :asleep
  alice > JOIN #tea
  bob   < :alice!~alice@192.0.2.1 JOIN #tea
  bob   < :alice!~alice@192.0.2.1 AWAY :asleep
  carol < :alice!~alice@192.0.2.1 JOIN #tea
  carol <
`))

test('who joins while away is not told so itself, and history has only the JOIN', () =>
  play(`
  alice + away-notify extended-join draft/event-playback
  bob   + away-notify
  bob   > JOIN #tea
  alice > AWAY :asleep
  alice <…
  alice > JOIN #tea
  alice < :alice!~alice@192.0.2.1 JOIN #tea * :…
  alice <> AWAY
  alice <…
  alice > CHATHISTORY LATEST #tea * 9
  alice < :bob!~bob@192.0.2.1 JOIN #tea * :bob of the play
  alice < :alice!~alice@192.0.2.1 JOIN #tea * :alice of the play
  alice <
`))

test('a long text is shortened between characters', () =>
  play(
    `
  alice +
  bob   +
  alice > AWAY :xééé
  bob   > WHOIS alice
  bob   <… :irc.test 301 bob alice :xé
`,
    { limits: { away: 4 } },
  ))
