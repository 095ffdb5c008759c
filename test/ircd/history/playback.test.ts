/** https://wiki.znc.in/Playback */
import { test } from 'node:test'
import { play } from '../../play.ts'

/** 2026-01-01T00:00:00Z in seconds. */
const curtain = Date.UTC(2026, 0, 1) / 1000

const scene = `
  alice + znc.in/playback batch
  bob   +
  alice > JOIN #tea
  wait 1s
  alice > PRIVMSG #tea :one
  wait 1s
  bob   > PRIVMSG alice :two
  wait 1s
  alice > PRIVMSG #tea :three
  alice <…
`

test('PLAY says what a window, or every window, holds between two times', () =>
  play(`
  ${scene}
  alice > ZNC *playback PLAY * 0
  alice < :irc.test BATCH +$x znc.in/playback bob
  alice < @batch=$x :bob!~bob@192.0.2.1 PRIVMSG alice :two
  alice < :irc.test BATCH -$x
  alice < :irc.test BATCH +$y znc.in/playback #tea
  alice < @batch=$y :alice!~alice@192.0.2.1 PRIVMSG #tea :one
  alice < @batch=$y :alice!~alice@192.0.2.1 PRIVMSG #tea :three
  alice < :irc.test BATCH -$y
  alice > ZNC *playback PLAY #tea ${curtain + 1}
  alice < :irc.test BATCH +$b znc.in/playback #tea
  alice < @batch=$b :alice!~alice@192.0.2.1 PRIVMSG #tea :three
  alice < :irc.test BATCH -$b
  alice > PRIVMSG *playback :play #tea,bob 0 ${curtain + 2.5}
  alice < :irc.test BATCH +$c znc.in/playback #tea
  alice < @batch=$c :alice!~alice@192.0.2.1 PRIVMSG #tea :one
  alice < :irc.test BATCH -$c
  alice < :irc.test BATCH +$d znc.in/playback bob
  alice < @batch=$d :bob!~bob@192.0.2.1 PRIVMSG alice :two
  alice < :irc.test BATCH -$d
  alice <
`))

test('LIST says from when to when each window reaches', () =>
  play(`
  ${scene}
  alice > ZNC *playback LIST
  alice < :*playback!playback@irc.test PRIVMSG alice :bob ${curtain + 2}.000 ${curtain + 2}.000
  alice < :*playback!playback@irc.test PRIVMSG alice :#tea ${curtain + 1}.000 ${curtain + 3}.000
  alice <
`))

test('CLEAR hides what was said so far from PLAY, for good, and only for oneself', () =>
  play(`
  ${scene}
  alice > ZNC *playback CLEAR #tea
  alice < :*playback!playback@irc.test PRIVMSG alice :1 windows cleared
  wait 1s
  alice > PRIVMSG #tea :four
  alice > ZNC *playback PLAY #tea 0
  alice < :irc.test BATCH +$a znc.in/playback #tea
  alice < @batch=$a :alice!~alice@192.0.2.1 PRIVMSG #tea :four
  alice < :irc.test BATCH -$a
  bob   > JOIN #tea
  bob   <…
  bob   > ZNC *playback PLAY #tea 0
  bob   <… …:one
`))

test('a channel that one is not in is not played, and other words are explained', () =>
  play(`
  alice +
  bob   +
  bob   > JOIN #tea
  bob   > PRIVMSG #tea :secret
  alice > ZNC *playback PLAY #tea 0
  alice <
  alice > ZNC *playback DANCE
  alice < :*playback!playback@irc.test PRIVMSG alice :Commands: PLAY <window|*> [from] [to], LIST, CLEAR <window|*>
`))
