/** https://defs.ircdocs.horse/defs/numerics: 710–714, as Solanum has them. */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  carol > JOIN #tea
  alice > MODE #tea +i
  alice <…
  carol <…
`

test('those who keep order hear it, and who knocks that it was heard', () =>
  play(`
  ${scene}
  bob   > KNOCK #TEA :let me in
  bob   < :irc.test 711 bob #tea :Your knock has been heard
  alice < :irc.test 710 #tea #tea bob!~bob@192.0.2.1 :has asked for an invite: let me in
  carol <
  bob   > KNOCK #tea
  alice < :irc.test 710 #tea #tea bob!~bob@192.0.2.1 :has asked for an invite.
`))

test('nobody knocks where it is open, or inside, or banned, or where nothing is', () =>
  play(`
  ${scene}
  carol > KNOCK #tea
  carol < :irc.test 714 carol #tea :You are already on that channel
  alice > MODE #tea +b bob
  bob   > KNOCK #tea
  bob   < :irc.test 480 bob #tea :Cannot knock on channel (+b)
  alice > MODE #tea -ib bob
  bob   > KNOCK #tea
  bob   < :irc.test 713 bob #tea :Channel is open
  alice > MODE #tea +is
  bob   > KNOCK #tea
  bob   < :irc.test 403 bob #tea :No such channel
  bob   > KNOCK
  bob   < :irc.test 461 bob KNOCK :Not enough parameters
`))

test('it may be open to those with a key, or full', () =>
  play(`
  ${scene}
  alice > MODE #tea -i+k key
  bob   > KNOCK #tea
  bob   < :irc.test 711 …
  alice > MODE #tea -k+l key 2
  bob   > KNOCK #tea
  bob   < :irc.test 711 …
`))

test('who knocks too often is not heard', () =>
  play(`
  ${scene}
  bob   > KNOCK #tea
  bob   > KNOCK #tea
  bob   > KNOCK #tea
  bob   <…
  bob   > KNOCK #tea
  bob   < :irc.test 712 bob #tea :Too many knocks
  wait 101s
  bob   <…
  bob   > KNOCK #tea
  bob   < :irc.test 711 …
`))
