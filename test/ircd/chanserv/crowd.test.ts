/** Who is in a registered channel: KICK, BAN, QUIET, UNBAN, INVITE, GETKEY, AKICK, ENFORCE. */
import { test } from 'node:test'
import { atTea, chanserv } from './tea.ts'

test('KICK throws somebody out, and says who asked where that is wished', () =>
  atTea(`
  carol > JOIN #tea
  alice <…
  alice > CS KICK #tea carol too much sugar
  alice < ${chanserv} KICK #tea carol :too much sugar
  carol > JOIN #tea
  alice > CS SET #tea SIGNKICK ON
  alice <…
  alice > CS KICK #tea carol
  alice < ${chanserv} KICK #tea carol :No reason given (alice)
`))

test('BAN and QUIET take a nick or a mask, UNBAN and UNQUIET lift them', () =>
  atTea(`
  alice > CS BAN #tea carol
  alice < ${chanserv} MODE #tea +b *!*@192.0.2.1
  alice > CS BAN #tea carol
  alice < ${chanserv} NOTICE alice :*!*@192.0.2.1 is banned already
  alice > CS QUIET #tea ~account:mallory
  alice < ${chanserv} MODE #tea +b ~quiet:~account:mallory
  alice > CS UNQUIET #tea ~account:mallory
  alice < ${chanserv} MODE #tea -b ~quiet:~account:mallory
  alice > CS UNQUIET #tea ~account:mallory
  alice < ${chanserv} NOTICE alice :~quiet:~account:mallory is not banned
  alice > CS BANSEARCH #tea carol
  alice < ${chanserv} NOTICE alice :  *!*@192.0.2.1 (by ChanServ!services@irc.test)
  alice < ${chanserv} NOTICE alice :1 bans
  alice > CS UNBAN #tea
  alice < ${chanserv} MODE #tea -b *!*@192.0.2.1
  alice < ${chanserv} NOTICE alice :1 bans of alice have been lifted in #tea
  alice > CS BAN #tea ~nonsense:x
  alice < ${chanserv} NOTICE alice :~nonsense:x is no mask
`))

test('INVITE lets one in past whatever keeps others out', () =>
  atTea(`
  alice > CS FLAGS #tea bob +i
  alice > MODE #tea +ik secret
  bob   > JOIN #tea
  bob   < :irc.test 47… bob #tea …
  bob   > CS INVITE #tea
  bob   < ${chanserv} INVITE bob #tea
  bob   < ${chanserv} NOTICE bob :bob is invited to #tea
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  bob   <…
  bob   > CS INVITE #tea alice
  bob   < ${chanserv} NOTICE bob :alice is in #tea
  bob   > CS GETKEY #tea
  bob   < ${chanserv} NOTICE bob :#tea has the key secret
  carol > CS GETKEY #tea
  carol < ${chanserv} NOTICE carol :You may not do that in #tea
`))

test('who is on the AKICK list is thrown out and does not come back', () =>
  atTea(`
  carol > JOIN #tea
  alice <…
  alice > CS AKICK #tea ADD carol!*@* no manners
  alice < ${chanserv} KICK #tea carol :no manners
  alice < ${chanserv} NOTICE alice :carol!*@* does not come into #tea any more
  carol <…
  carol > JOIN #tea
  carol < :irc.test 474 carol #tea :…
  alice > CS AKICK #tea LIST
  alice < ${chanserv} NOTICE alice :#tea keeps out:
  alice < ${chanserv} NOTICE alice :  carol!*@* (by alice): no manners
  alice < ${chanserv} NOTICE alice :1 entries
  alice > CS AKICK #tea DEL carol!*@*
  alice < ${chanserv} NOTICE alice :carol!*@* may come into #tea again
  carol > JOIN #tea
  carol < :carol!~carol@192.0.2.1 JOIN #tea
`))

test('an account is kept out whatever its nick, and who is on the access list never', () =>
  atTea(`
  alice > CS AKICK #tea ADD bob
  bob   > NICK robert
  bob   <…
  bob   > JOIN #tea
  bob   < :irc.test 474 robert #tea :…
  alice > CS FLAGS #tea bob +v
  bob   > JOIN #tea
  bob   < :robert!~bob@192.0.2.1 JOIN #tea
`))

test('who signs in to an account that is kept out has to go', () =>
  atTea(`
  bob drops
  bob   +
  alice > CS AKICK #tea ADD bob
  bob   > JOIN #tea
  alice <…
  bob signs in
  alice < ${chanserv} KICK #tea bob :You are kept out of this channel
`))

test('AKICK for a while ends by itself', () =>
  atTea(`
  alice > CS AKICK #tea ADD carol!*@* !2m calm down
  carol > JOIN #tea
  carol < :irc.test 474 carol #tea :…
  wait 1m
  wait 1m
  carol > JOIN #tea
  carol <… :carol!~carol@192.0.2.1 JOIN #tea
  alice <…
  alice > CS AKICK #tea ADD carol!*@* !soon
  alice < ${chanserv} NOTICE alice :!soon is no duration: write !2h
`))

test('b among the flags is an entry of AKICK', () =>
  atTea(`
  alice > CS FLAGS #tea bob +b
  alice < ${chanserv} NOTICE alice :~account:bob does not come into #tea any more
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :…
  alice > CS FLAGS #tea bob -b
  alice < ${chanserv} NOTICE alice :~account:bob may come into #tea again
  alice > CS AKICK #tea DEL bob
  alice < ${chanserv} NOTICE alice :~account:bob is not on the AKICK list
`))

test('under RESTRICTED only who is on the list comes in, and ENFORCE throws the others out', () =>
  atTea(`
  carol > JOIN #tea
  alice > CS SET #tea RESTRICTED ON
  alice <…
  bob   > JOIN #tea
  bob   < :irc.test 473 bob #tea :…
  alice > CS ENFORCE #tea
  alice < ${chanserv} KICK #tea carol :Only for its members
  alice < ${chanserv} NOTICE alice :1 have been thrown out of #tea
`))
