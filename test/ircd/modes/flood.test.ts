/** Channel mode +f: https://www.unrealircd.org/docs/Channel_anti-flood_settings */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = (mode: string) => `
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea ${mode}
  alice <…
  bob   <…
`

test('who says too much alone is kicked', () =>
  play(`
  ${scene('+f [2t]:15')}
  bob   > PRIVMSG #tea :one
  bob   > PRIVMSG #tea :two
  bob   > PRIVMSG #tea :three
  bob   < :irc.test KICK #tea bob :Flood: more than 2 in 15 seconds
`))

test('or banned as well, or not heard, as the limit says', () =>
  play(`
  ${scene('+f *2:15')}
  bob   > PRIVMSG #tea :one
  bob   > PRIVMSG #tea :two
  bob   > PRIVMSG #tea :three
  bob   < :irc.test MODE #tea +b *!*@192.0.2.1
  bob   < :irc.test KICK #tea bob :Flood: more than 2 in 15 seconds
  alice > MODE #tea +f-b [2t#d]:15 *!*@192.0.2.1
  bob   > JOIN #tea
  bob   <…
  bob   > PRIVMSG #tea :one
  bob   > PRIVMSG #tea :two
  bob   > PRIVMSG #tea :three
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+f)
  wait 15s
  bob   > PRIVMSG #tea :three
  bob   <
`))

test('where all say too much the channel is moderated, and after the minutes no longer', () =>
  play(`
  ${scene('+f [2m#m3]:15')}
  bob   > PRIVMSG #tea :one
  bob   > PRIVMSG #tea :two
  bob   > PRIVMSG #tea :three
  bob   < :irc.test MODE #tea +m
  bob   > PRIVMSG #tea :four
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+m)
  wait 100s
  bob   <> -m
  wait 80s
  bob   <… :irc.test MODE #tea -m
`))

for (const [what, limit, act, mode] of [
  ['joins', '1j', 'carol > JOIN #tea\n  dave > JOIN #tea', 'i'],
  ['CTCP', '1c', 'bob > PRIVMSG #tea :\x01PING\x01\n  bob > PRIVMSG #tea :\x01PING\x01', 'C'],
  ['new names', '1n', 'bob > NICK bill\n  bob > NICK bob', 'N'],
]) {
  test(`too many ${what} set +${mode}`, () =>
    play(`
  carol +
  dave  +
  ${scene(`+f [${limit}]:15`)}
  ${act}
  alice <… :irc.test MODE #tea +${mode}
`))
}

test('too many knocks set +K', () =>
  play(`
  ${scene('+if [1k]:15')}
  carol +
  dave  +
  carol > KNOCK #tea
  dave  > KNOCK #tea
  alice <… :irc.test MODE #tea +K
`))

test('who repeats itself is kicked', () =>
  play(`
  ${scene('+f [1r]:15')}
  bob   > PRIVMSG #tea :one
  bob   > PRIVMSG #tea :two
  bob   > PRIVMSG #tea :ONE
  bob   < :irc.test KICK #tea bob :Flood: more than 1 in 15 seconds
`))

test('half-operators are not counted, nor whom +e ~flood fits', () =>
  play(`
  ${scene('+fe [1t]:15 ~flood:t:bob')}
  alice > PRIVMSG #tea :one
  alice > PRIVMSG #tea :two
  bob   > PRIVMSG #tea :one
  bob   > PRIVMSG #tea :two
  alice <> KICK
  bob   <> KICK
`))

test('the parameter is kept in one form, and what is none is 696', () =>
  play(`
  ${scene('+f 4:15')}
  alice > MODE #tea
  alice < :irc.test 324 alice #tea +ntf :[4t]:15
  alice <…
  alice > MODE #tea +f [5m#m,3j#R5]:10
  alice < :alice!~alice@192.0.2.1 MODE #tea +f [5m,3j#R5]:10
  alice > MODE #tea +f [5x]:10
  alice < :irc.test 696 alice #tea f [5x]:10 :It is written…
  alice > MODE #tea +f [5m,6m]:10
  alice < :irc.test 696 …
  alice > MODE #tea +f [5m#i]:10
  alice < :irc.test 696 …
`))

test('what ends for a channel that is gone does nothing to its successor', () =>
  play(`
  carol +
  ${scene('+f [1j#i1]:15')}
  bob   > PART #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice <… :irc.test MODE #tea +i
  alice > PART #tea
  bob   > PART #tea
  carol > PART #tea
  alice > JOIN #tea
  alice <…
  wait  60s
  bob   > JOIN #tea
  alice < :bob!~bob@192.0.2.1 JOIN #tea
`))
