/** https://modern.ircdocs.horse/#mode-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice <…
  bob   <…
`

test('several changes are one line, which everyone inside hears', () =>
  play(`
  ${scene}
  alice > MODE #TEA +mk-t+v key BOB
  alice < :alice!~alice@192.0.2.1 MODE #tea +mk-t+v key bob
  bob   < :alice!~alice@192.0.2.1 MODE #tea +mk-t+v key bob
  carol <
`))

test('only what really changes is said, and nothing where nothing does', () =>
  play(`
  ${scene}
  alice > MODE #tea +ntm-i
  alice < :alice!~alice@192.0.2.1 MODE #tea +m
  alice > MODE #tea +m
  alice <
  alice > MODE #tea -v bob
  alice > MODE #tea -b nobody
  alice > MODE #tea -l
  alice > MODE #tea -k key
  alice > MODE #tea +-
  alice <
  alice > MODE #tea +i-i
  alice <
  alice > MODE #tea +v-v bob bob
  alice <
`))

test('a mode without its parameter is left out', () =>
  play(`
  ${scene}
  alice > MODE #tea +klov
  alice <
  alice > MODE #tea +mk
  alice < :alice!~alice@192.0.2.1 MODE #tea +m
`))

test('an unknown letter is 472, once, and the others are applied', () =>
  play(`
  ${scene}
  alice > MODE #tea +VmVY
  alice < :irc.test 472 alice V :is an unknown mode character to me
  alice < :irc.test 472 alice Y :is an unknown mode character to me
  alice < :alice!~alice@192.0.2.1 MODE #tea +m
  alice > MODE #tea ::
  alice < :irc.test 472 alice * :is an unknown mode character to me
`))

test('changing needs rank, membership, existence, and is refused in the opposite order', () =>
  play(`
  ${scene}
  bob   > MODE #tea +m
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  carol > MODE #tea +m
  carol < :irc.test 442 carol #tea :You're not on that channel
  carol > MODE #nowhere +m
  carol < :irc.test 403 carol #nowhere :No such channel
  alice > MODE #tea +s
  carol > MODE #tea +m
  carol < :irc.test 403 carol #tea :No such channel
  carol > MODE #tea
  carol < :irc.test 403 carol #tea :No such channel
  carol > MODE
  carol < :irc.test 461 carol MODE :Not enough parameters
  carol > MODE :
  carol < :irc.test 401 carol * :No such nick or channel
`))

test('anybody may look at modes and lists, only members see the key', () =>
  play(`
  ${scene}
  alice > MODE #tea +klb key 7 mallory
  alice <…
  bob   <…
  bob   > MODE #tea
  bob   < :irc.test 324 bob #tea +ntkl key :7
  bob   < :irc.test 329 bob #tea :1767225600
  carol > MODE #tea
  carol < :irc.test 324 carol #tea +ntkl * :7
  carol < :irc.test 329 carol #tea :1767225600
  carol > MODE #tea b
  carol < :irc.test 367 carol #tea mallory!*@* alice!~alice@192.0.2.1 :1767225600
  carol < :irc.test 368 carol #tea :End of ban list
  carol > MODE #tea +bb
  carol < :irc.test 367 …
  carol < :irc.test 368 …
  carol <
`))

test('changes that do not fit in one line come in several', () => {
  const mask = (letter: string) => `${letter.repeat(99)}!*@*`
  return play(`
  ${scene}
  alice > MODE #tea +bbbb ${mask('a')} ${mask('b')} ${mask('c')} ${mask('d')}
  alice < :alice!~alice@192.0.2.1 MODE #tea +bbbb ${mask('a')} ${mask('b')} ${mask('c')} ${mask('d')}
  alice > NICK ${'n'.repeat(32)}
  alice <…
  alice > MODE #tea -bbbb ${mask('a')} ${mask('b')} ${mask('c')} ${mask('d')}
  alice < :…!~alice@192.0.2.1 MODE #tea -bbbb ${mask('a')} ${mask('b')} ${mask('c')} ${mask('d')}
  alice > MODE #tea +eee ${mask('e')}${'x'.repeat(80)} ${mask('f')}${'x'.repeat(80)} ${mask('g')}
  alice < :…!~alice@192.0.2.1 MODE #tea +ee ${mask('e')}${'x'.repeat(80)} ${mask('f')}${'x'.repeat(80)}
  alice < :…!~alice@192.0.2.1 MODE #tea +e ${mask('g')}
`)
})

test('nobody there is 401, somebody outside 441', () =>
  play(`
  ${scene}
  alice > MODE #tea +oov nobody carol bob
  alice < :irc.test 401 alice nobody :No such nick or channel
  alice < :irc.test 441 alice carol #tea :They aren't on that channel
  alice < :alice!~alice@192.0.2.1 MODE #tea +v bob
`))

test('what the asker may not do is refused once, and the rest is done', () =>
  play(`
  ${scene}
  alice > MODE #tea +h bob
  bob   <…
  bob   > MODE #tea +m+oo-n alice bob
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  bob   < :bob!~bob@192.0.2.1 MODE #tea +m-n
`))
