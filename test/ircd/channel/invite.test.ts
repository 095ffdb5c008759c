/** https://modern.ircdocs.horse/#invite-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  alice +
  bob   +
  carol +
  alice > JOIN #tea
  carol > JOIN #tea
  alice <…
  carol <…
`

test('who is invited is told, and so is who invited', () =>
  play(`
  ${scene}
  alice > INVITE BOB #TEA
  alice < :irc.test 341 alice bob :#tea
  alice <
  bob   < :alice!~alice@192.0.2.1 INVITE bob #tea
  carol <
`))

test('an invitation opens what is closed: +i, +k, +l, +b; and only once', () =>
  play(`
  ${scene}
  alice > MODE #tea +iklb key 1 bob
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
  alice > INVITE bob #tea
  bob   < :alice!~alice@192.0.2.1 INVITE bob #tea
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  bob   <…
  bob   > PART #tea
  bob   <…
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :Cannot join channel (+b)
`))

test('invitations can be listed', () =>
  play(`
  ${scene}
  bob   > INVITE
  bob   < :irc.test 337 bob :End of your invitations
  alice > INVITE bob #tea
  bob   <…
  bob   > INVITE
  bob   < :irc.test 336 bob :#tea
  bob   < :irc.test 337 bob :End of your invitations
`))

test('members invite, to an invite-only channel its half-operators and above', () =>
  play(`
  ${scene}
  carol > INVITE bob #tea
  carol < :irc.test 341 carol bob :#tea
  alice > MODE #tea +i
  carol <…
  carol > INVITE bob #tea
  carol < :irc.test 482 carol #tea :You're not a channel operator
  alice > MODE #tea +h carol
  carol <…
  carol > INVITE bob #tea
  carol < :irc.test 341 carol bob :#tea
`))

test('it is refused for who is not there, is inside, or where one is not', () =>
  play(`
  ${scene}
  alice > INVITE nobody #tea
  alice < :irc.test 401 alice nobody :No such nick or channel
  alice > INVITE bob #nowhere
  alice < :irc.test 403 alice #nowhere :No such channel
  alice > INVITE carol #tea
  alice < :irc.test 443 alice carol #tea :is already on channel
  bob   > INVITE carol #tea
  bob   < :irc.test 442 bob #tea :You're not on that channel
  alice > INVITE bob
  alice < :irc.test 461 alice INVITE :Not enough parameters
  alice > MODE #tea +s
  bob   > INVITE carol #tea
  bob   < :irc.test 403 bob #tea :No such channel
`))

test('who invites somebody who is away is told', () =>
  play(`
  ${scene}
  bob   > AWAY :asleep
  alice > INVITE bob #tea
  alice < :irc.test 341 alice bob :#tea
  alice < :irc.test 301 alice bob :asleep
`))
