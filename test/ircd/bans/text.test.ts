/** https://www.unrealircd.org/docs/Extended_bans: ~text */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = (mask: string) => `
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MODE #tea +b ${mask}
  alice <…
  bob   <…
`

test('what holds the words is not said, whatever the capitals and colours', () =>
  play(`
  ${scene('~text:block:*buy*cheap_shoes*')}
  bob   > PRIVMSG #tea :Buy my \x02CHEAP\x02 shoes now
  bob   < :irc.test 404 bob #tea :Cannot send to channel (+b)
  bob   > PRIVMSG #tea :cheap shoes to buy
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :cheap shoes to buy
  alice > PRIVMSG #tea :buy cheap shoes
  bob   < :alice!~alice@192.0.2.1 PRIVMSG #tea :buy cheap shoes
`))

test('or the word is taken out of it', () =>
  play(`
  ${scene('~text:censor:shoe')}
  bob   > PRIVMSG #tea :Shoe, shoes and éSHOE
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :<censored>, <censored>s and é<censored>
`))

test('a pattern of many stars takes no time', () =>
  play(`
  ${scene(`~text:block:${'a*'.repeat(80)}b`)}
  bob   > PRIVMSG #tea :${'a'.repeat(400)}
  alice < :bob!~bob@192.0.2.1 PRIVMSG #tea :…
`))

test('it needs to be told what to do, and to what', () =>
  play(`
  ${scene('~text:block:x')}
  alice > MODE #tea +b ~text:shout:x
  alice < :irc.test 696 …
  alice > MODE #tea +b ~text:censor:a*b
  alice < :irc.test 696 …
  alice > MODE #tea +b ~text:block:***
  alice < :irc.test 696 …
`))
