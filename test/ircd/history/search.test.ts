/** https://codeberg.org/emersion/soju/src/branch/master/doc/ext/search.md */
import { test } from 'node:test'
import { play } from '../../play.ts'

const caps = 'soju.im/search batch server-time message-tags'

/** alice and bob are in #tea, bob in #secret. */
const scene = `
  alice + ${caps}
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea,#secret
  wait 1s
  bob   > PRIVMSG #tea :Milk first
  wait 1s
  bob   > PRIVMSG #secret :milk is mine
  bob   > PRIVMSG alice :milk or lemon?
  wait 1s
  alice > PRIVMSG bob :Lémon, please
  bob   > NOTICE #tea :last tea
  alice <…
`
const asks = (words: string, ...lines: string[]) => `
  alice > SEARCH ${words}
  alice < …:irc.test BATCH +… soju.im/search
  ${lines.map((line) => `alice < …batch=…:${line}`).join('\n')}
  alice < …:irc.test BATCH -…
  alice <
`
const bob = 'bob!… PRIVMSG'

test('SEARCH looks through the channels that one is in, and one’s conversations', () =>
  play(
    `
  ${scene}
  ${asks('text=milk', `${bob} #tea :Milk first`, `${bob} alice :milk or lemon?`)}
  ${asks('text=lemon;from=ALICE', 'alice!… PRIVMSG bob :Lémon, please')}
  ${asks('text="first\\smilk"')}
`,
  ))

test('SEARCH: in one window, between two times that count themselves, so many', () => {
  const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`
  return play(
    `
  ${scene}
  ${asks('in=BOB;text=lemon', `${bob} alice :milk or lemon?`, 'alice!… PRIVMSG bob :Lémon, please')}
  ${asks('in=#TEA;limit=1', 'bob!… NOTICE #tea :last tea')}
  ${asks(`in=#tea;after=${at(1)};limit=1`, `${bob} #tea :Milk first`)}
  ${asks(`before=${at(1)}`, `${bob} #tea :Milk first`)}
  ${asks('in=nobody')}
`,
  )
})

test('SEARCH asks anew who may read: not who has left, not who never was inside', () =>
  play(`
  ${scene}
  alice > SEARCH in=#secret;text=milk
  alice < …:irc.test FAIL SEARCH INVALID_PARAMS in :There is no history here that you may read
  alice > PART #tea
  alice <…
  alice > SEARCH in=#tea;text=milk
  alice < …:irc.test FAIL SEARCH INVALID_PARAMS in :There is no history here that you may read
  ${asks('text=milk', 'bob!… PRIVMSG alice :milk or lemon?')}
`))

test('SEARCH: what cannot be understood is named, and nothing is found without words', () =>
  play(`
  alice + ${caps}
  alice > SEARCH
  alice < …:irc.test 461 alice SEARCH :Not enough parameters
  alice > SEARCH text=!!!
  alice < …:irc.test FAIL SEARCH INVALID_PARAMS text :There is no word in it
  alice > SEARCH after=noon
  alice < …:irc.test FAIL SEARCH INVALID_PARAMS after :This is not a timestamp
  alice > SEARCH smell=good
  alice < …:irc.test FAIL SEARCH INVALID_PARAMS smell :There is no such attribute
`))
