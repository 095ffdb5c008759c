/** TRACE, CHECK and IRCOPS. */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

const options = { settings: { opers: [oper('boss')] } }

test('TRACE shows everybody only itself, and operators whom they ask for', () =>
  play(
    `
  boss +
  alice +
  ${rises('boss')}
  alice > TRACE
  alice < :irc.test 205 alice User users alice 192.0.2.1 :0
  alice < :irc.test 262 alice irc.test :End of TRACE
  boss > TRACE *
  boss < :irc.test 204 boss Oper users boss 192.0.2.1 :0
  boss < :irc.test 205 boss User users alice 192.0.2.1 :0
  boss < :irc.test 262 boss irc.test :End of TRACE
  boss > TRACE alice
  boss < :irc.test 205 boss User users alice 192.0.2.1 :0
  boss < :irc.test 262 boss irc.test :End of TRACE
`,
    options,
  ))

test('CHECK shows everything about a user, a channel or those whom a mask fits', () =>
  play(
    `
  boss +
  alice +
  alice > JOIN #tea
  alice > TOPIC #tea :milk
  ${rises('boss')}
  alice > CHECK boss
  alice <… :irc.test 481 alice :…
  boss > CHECK alice
  boss < :irc.test 802 boss START :alice
  boss < :irc.test 802 boss nuh :alice!~alice@192.0.2.1
  boss <… :irc.test 802 boss ip :192.0.2.1
  boss <… :irc.test 802 boss channels :#tea
  boss <… :irc.test 802 boss END :alice
  boss > CHECK #tea
  boss < :irc.test 802 boss START :#tea
  boss <… :irc.test 802 boss topic :milk
  boss < :irc.test 802 boss member :+o alice!~alice@192.0.2.1 192.0.2.1
  boss < :irc.test 802 boss END :#tea
  boss > CHECK *@192.0.2.*
  boss <… :irc.test 802 boss match :alice!~alice@192.0.2.1 192.0.2.1
  boss <… :irc.test 802 boss END :*@192.0.2.*
  boss > CHECK nobody
  boss < :irc.test 401 boss nobody :No such nick or channel
`,
    options,
  ))

test('IRCOPS lists the operators who do not hide', () =>
  play(
    `
  boss +
  alice +
  ${rises('boss')}
  alice > IRCOPS
  alice < :irc.test NOTICE alice :boss is the gardener
  alice < :irc.test NOTICE alice :1 operators are here
  boss > MODE boss +H
  alice > IRCOPS
  alice < :irc.test NOTICE alice :0 operators are here
`,
    options,
  ))

test('operators who may see meet the invisible, and know of secret channels', () =>
  play(
    `
  boss +
  alice +
  alice > MODE alice +i
  alice > JOIN #tea
  alice > MODE #tea +s
  boss > WHO *alice*
  boss < :irc.test 315 boss *alice* :End of WHO
  boss > WHOIS alice
  boss <> #tea
  ${rises('boss')}
  boss > WHO *alice*
  boss < :irc.test 352 boss #tea ~alice …
  boss <…
  boss > WHOIS alice
  boss <… :irc.test 319 boss alice :@#tea
`,
    options,
  ))
