/** Channel mode +L: https://www.unrealircd.org/docs/Channel_modes */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  alice > JOIN #tea,#lobby,#cellar
  alice > MODE #tea +iL #lobby
  alice <…
`

test('who may not come in is led on: first 470, then the JOIN', () =>
  play(`
  ${scene}
  bob   > JOIN #tea
  bob   < :irc.test 470 bob #tea #lobby :Forwarding to another channel
  bob   < :bob!~bob@192.0.2.1 JOIN #lobby
`))

test('who may come in is not', () =>
  play(`
  ${scene}
  alice > INVITE bob #tea
  bob   <…
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
`))

test('one channel leads to the next, but never round in circles', () =>
  play(`
  ${scene}
  alice > MODE #lobby +iL #cellar
  alice > MODE #cellar +iL #tea
  bob   > JOIN #tea
  bob   < :irc.test 470 bob #tea #lobby :Forwarding to another channel
  bob   < :irc.test 470 bob #lobby #cellar :Forwarding to another channel
  bob   < :irc.test 473 bob #cellar :Cannot join channel (+i)
  bob   <
`))

test('whoever sets it operates the other channel too', () =>
  play(`
  ${scene}
  bob   > JOIN #bobs
  bob   <…
  bob   > MODE #bobs +L #tea
  bob   < :irc.test 482 bob #tea :You're not a channel operator
  bob   > MODE #bobs +L #nowhere
  bob   < :irc.test 403 bob #nowhere :No such channel
  bob   > MODE #bobs +L #bobs
  bob   < :irc.test 696 bob #bobs L #bobs :A channel cannot lead to itself
`))

test('a ban may lead on those whom it fits', () =>
  play(`
  ${scene}
  alice > MODE #cellar +b bob$#lobby
  alice < :alice!~alice@192.0.2.1 MODE #cellar +b ~forward:#lobby:bob!*@*
  bob   > JOIN #cellar
  bob   < :irc.test 470 bob #cellar #lobby :Forwarding to another channel
  bob   < :bob!~bob@192.0.2.1 JOIN #lobby
`))
