/** What is decided about a registered channel with SET. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rises } from '../../opers.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { atTea, chanserv, opening, options } from './tea.ts'

test('locked modes stay, and the other changes of the same MODE are made', () =>
  atTea(
    `
  alice > CS SET #tea MLOCK +mtl-s 10
  alice < ${chanserv} MODE #tea +ml 10
  alice < ${chanserv} NOTICE alice :The modes of #tea are locked: +mtl-s 10
  alice > MODE #tea -m+is
  alice < :irc.test 742 alice #tea m …
  alice < :irc.test 742 alice #tea s …
  alice < :alice!~alice@192.0.2.1 MODE #tea +i
  alice > MODE #tea +l 20
  alice < :irc.test 742 alice #tea l …
  alice > CS SET #tea MLOCK
  alice < ${chanserv} NOTICE alice :The modes of #tea are locked: none
  alice > MODE #tea -m
  alice < :alice!~alice@192.0.2.1 MODE #tea -m
`,
  ))

test('what cannot be locked is refused', () =>
  atTea(`
  alice > CS SET #tea MLOCK +b
  alice < ${chanserv} NOTICE alice :b cannot be locked
  alice > CS SET #tea MLOCK +l many
  alice < ${chanserv} NOTICE alice :The limit is a number from 1 to 999999
  bob   > CS SET #tea MLOCK +s
  bob   < ${chanserv} NOTICE bob :You may not do that in #tea
`))

test('under TOPICLOCK only who has the flag t changes the topic', () =>
  atTea(`
  alice > CS SET #tea TOPICLOCK ON
  bob   > JOIN #tea
  alice > MODE #tea +o bob
  bob   <…
  bob   > TOPIC #tea :sugar first
  bob   < :irc.test 744 bob #tea :The topic is locked
  alice > CS FLAGS #tea bob +t
  bob   > TOPIC #tea :sugar first
  bob   < :bob!~bob@192.0.2.1 TOPIC #tea :sugar first
`))

test('TOPIC and its kin change the topic without being inside', () =>
  atTea(`
  alice > PART #tea
  alice <…
  alice > CS TOPIC #tea milk first
  alice < ${chanserv} NOTICE alice :#tea has a new topic
  alice > CS TOPICAPPEND #tea then tea
  alice > CS TOPICPREPEND #tea Today
  alice > CS TOPICSWAP #tea milk sugar
  bob   > JOIN #tea
  bob   <… :irc.test 332 bob #tea :Today | sugar first | then tea
  bob   <… :irc.test 366 …
  alice > CS TOPIC #tea
  bob   < ${chanserv} TOPIC #tea :
  bob   > CS TOPIC #tea x
  bob   < ${chanserv} NOTICE bob :You may not do that in #tea
`))

test('without KEEPTOPIC the topic is gone when everybody has left', () =>
  atTea(`
  alice > CS SET #tea KEEPTOPIC OFF
  alice > TOPIC #tea :milk first
  alice > PART #tea
  alice > JOIN #tea
  alice <… ${chanserv} TOPIC #tea :
  alice <> 332
`))

test('without HISTORY nothing is kept', () =>
  atTea(`
  alice > CS SET #tea HISTORY OFF
  alice > PRIVMSG #tea :a secret
  alice > CS SET #tea HISTORY ON
  alice > PRIVMSG #tea :no secret
  alice <…
  alice > CHATHISTORY LATEST #tea * 5
  alice <> a secret
  alice <… …PRIVMSG #tea :no secret
`))

test('who comes in is told where the page is and what there is to say', () =>
  atTea(`
  alice > CS SET #tea URL https://tea.example.org
  alice > CS SET #tea ENTRYMSG Mind the kettle
  alice > CS SET #tea EMAIL pot@example.org
  alice > CS SET #tea DESC All about tea
  alice <… ${chanserv} NOTICE alice :DESC of #tea is All about tea
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  bob   < :irc.test 328 bob #tea :https://tea.example.org
  bob   < ${chanserv} NOTICE bob :[#tea] Mind the kettle
  bob   <…
  bob   > CS LIST
  bob   < ${chanserv} NOTICE bob :#tea of alice: All about tea
  alice <…
  alice > CS SET #tea ENTRYMSG
  alice < ${chanserv} NOTICE alice :ENTRYMSG of #tea is empty
`))

test('a private channel is in no list, and a setting that is none is refused', () =>
  atTea(`
  alice > CS SET #tea PRIVATE ON
  alice <…
  bob   > CS LIST
  bob   < ${chanserv} NOTICE bob :0 channels
  alice > CS SET #tea SUGAR ON
  alice < ${chanserv} NOTICE alice :There is no setting SUGAR: see HELP SET
  alice > CS SET #tea GUARD maybe
  alice < ${chanserv} NOTICE alice :GUARD is ON or OFF
`))

test('AUTOOP off lets everybody in as they are, NOSYNC leaves who is inside', () =>
  atTea(`
  alice > CS SET #tea NOSYNC ON
  bob   > JOIN #tea
  bob   <…
  alice > CS FLAGS #tea bob +V
  bob   <
  alice > CS SET #tea AUTOOP OFF
  bob   > PART #tea
  bob   > JOIN #tea
  bob   <> MODE
`))

test('with GUARD ChanServ sits in the channel, and hears what members ask it there', () =>
  atTea(`
  bob   > JOIN #tea
  bob   <…
  alice > CS SET #tea GUARD ON
  bob   < ${chanserv} JOIN #tea
  bob   < ${chanserv} MODE #tea +ao ChanServ ChanServ
  bob   > PRIVMSG #tea :!up
  bob   <
  alice > CS SET #tea FANTASY ON
  alice <…
  alice > PRIVMSG #tea :!voice bob
  alice < ${chanserv} MODE #tea +v bob
  bob   <… ${chanserv} MODE #tea +v bob
  bob   > PRIVMSG #tea :!op bob
  bob   < ${chanserv} NOTICE bob :You may not do that in #tea
  bob   > PRIVMSG #tea :!drop
  bob   <
  alice <…
  alice > CAP REQ :labeled-response batch
  alice <…
  alice > @label=f PRIVMSG #tea :!flags bob +v
  wait 1ms
  wait 1ms
  alice < @label=f ${chanserv} NOTICE alice :bob in #tea: +v
  alice > CAP REQ :-labeled-response -batch
  alice <…
  alice > KICK #tea ChanServ
  alice < :irc.test 484 alice ChanServ #tea :Services are neither kicked nor lowered
  alice > MODE #tea -o ChanServ
  alice < :irc.test 484 alice ChanServ #tea :Services are neither kicked nor lowered
  alice > CS SET #tea GUARD OFF
  alice < ${chanserv} PART #tea
`))

test('operators of the network do not take ChanServ out either', async () => {
  await using theatre = await Theatre.open(options)
  const play = `
  alice > CS SET #tea GUARD ON
  ${rises('carol')}
  carol > SAPART ChanServ #tea
  carol <… :irc.test 401 carol ChanServ :No such nick or channel
  carol > SAKICK ChanServ #tea
  carol < :irc.test 401 carol ChanServ :No such nick or channel`
  await perform(theatre, opening + play, options)
  assert.equal(theatre.server.net.channel('#tea')?.members.size, 2)
})

test("ChanServ does not stay in a channel that is nobody's any more", () =>
  atTea(`
  alice > CS SET #tea GUARD ON
  alice <…
  alice > CS DROP #tea
  alice < ${chanserv} NOTICE alice :To give #tea up for good: DROP #tea $code
  alice > CS DROP #tea $code
  alice < ${chanserv} MODE #tea -r
  alice < ${chanserv} PART #tea
`))
