/** The access list of registered channels: flags, their templates, and the roles of other services. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dissolve } from '../../../ircd/features/chanserv/registration.ts'
import { rises } from '../../opers.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { atTea, chanserv, opening, options } from './tea.ts'

test('the founder gives flags, and who is inside has what they bring at once', () =>
  atTea(`
  bob   > JOIN #tea
  bob   <…
  alice <…
  alice > CS FLAGS #tea bob +Oo
  alice < ${chanserv} MODE #tea +o bob
  alice < ${chanserv} NOTICE alice :bob in #tea: +Oo
  bob   < ${chanserv} MODE #tea +o bob
  alice > CS FLAGS #tea bob -O
  alice < ${chanserv} MODE #tea -o bob
  alice <…
  alice > CS FLAGS #tea bob
  alice < ${chanserv} NOTICE alice :bob in #tea: +o
  alice > CS FLAGS #tea bob =V
  alice < ${chanserv} MODE #tea +v bob
  alice < ${chanserv} NOTICE alice :bob in #tea: +V
  alice > CS FLAGS #tea bob -*
  alice < ${chanserv} MODE #tea -v bob
  alice < ${chanserv} NOTICE alice :bob in #tea: no flags
`))

test('who is on the list has its status at the door', () =>
  atTea(`
  alice > CS FLAGS #tea bob +HV
  bob   > JOIN #tea
  bob   < :bob!~bob@192.0.2.1 JOIN #tea
  bob   < ${chanserv} MODE #tea +h bob
`))

test('owners and admins are so besides being operators', () =>
  atTea(`
  alice > CS FLAGS #tea bob +Oa
  bob   > JOIN #tea
  bob   <… ${chanserv} MODE #tea +ao bob bob
  alice > CS FLAGS #tea bob +q
  bob   <… ${chanserv} MODE #tea -a bob
  bob   < ${chanserv} MODE #tea +q bob
`))

test('a mask gives its flags to whoever fits it, and only such that anybody may have', () =>
  atTea(`
  alice > CS FLAGS #tea *!*@192.0.2.1 +V
  alice < ${chanserv} NOTICE alice :*!*@192.0.2.1 in #tea: +V
  carol > JOIN #tea
  carol <… ${chanserv} MODE #tea +v carol
  alice <…
  alice > CS FLAGS #tea *!*@192.0.2.1 +F
  alice < ${chanserv} NOTICE alice :A mask has at most the flags …
  alice > CS SET #tea SECURE ON
  alice <…
  alice > CS STATUS #tea carol
  alice < ${chanserv} NOTICE alice :carol in #tea: no flags
`))

test('what somebody has not it does not give', () =>
  atTea(`
  alice > CS FLAGS #tea bob +fv
  bob   > CS FLAGS #tea *!*@example.org +v
  bob   < ${chanserv} NOTICE bob :*!*@example.org in #tea: +v
  bob   > CS FLAGS #tea *!*@example.org +o
  bob   < ${chanserv} NOTICE bob :You may not give or take the flags o
  bob   > CS FLAGS #tea bob +F
  bob   < ${chanserv} NOTICE bob :You may not give or take the flags F
  carol > CS FLAGS #tea carol +v
  carol < ${chanserv} NOTICE carol :There is no account carol
  carol > CS FLAGS #tea bob +t
  carol < ${chanserv} NOTICE carol :You may not do that in #tea
`))

test('everybody may lay down what it has', () =>
  atTea(`
  alice > CS FLAGS #tea bob +v
  bob   > CS FLAGS #tea bob -*
  bob   < ${chanserv} NOTICE bob :bob in #tea: no flags
`))

test('what is no flag, and who is no account, is refused', () =>
  atTea(`
  alice > CS FLAGS #tea bob +z
  alice < ${chanserv} NOTICE alice :+z are no flags: see HELP FLAGS
  alice > CS FLAGS #tea nobody +v
  alice < ${chanserv} NOTICE alice :There is no account nobody
`))

test("a name is an account before it is a nick: nobody gets flags under another one's", () =>
  atTea(`
  bob   > NICK robert
  carol > NICK bob
  alice > CS FLAGS #tea bob +v
  alice < ${chanserv} NOTICE alice :bob in #tea: +v
  alice > CS STATUS #tea bob
  alice < ${chanserv} NOTICE alice :bob in #tea: no flags
  alice > CS FLAGS #tea robert +o
  alice < ${chanserv} NOTICE alice :bob in #tea: +ov
`))

test('the list is read by who has a flag for it, or by all where it is public, and is limited', () =>
  atTea(`
  alice > CS FLAGS #tea a!*@* VOP
  alice > CS FLAGS #tea b!*@* +v
  alice > CS FLAGS #tea c!*@* +v
  alice > CS FLAGS #tea d!*@* +v
  alice > CS FLAGS #tea e!*@* +v
  alice <…
  alice > CS FLAGS #tea f!*@* +v
  alice < ${chanserv} NOTICE alice :The access list of #tea is full
  bob   > CS FLAGS #tea
  bob   < ${chanserv} NOTICE bob :You may not do that in #tea
  alice > CS SET #tea PUBACL ON
  bob   > CS ACCESS #tea LIST
  bob   < ${chanserv} NOTICE bob :#tea is alice's
  bob   < ${chanserv} NOTICE bob :  b!*@* +v (by alice, 0s ago)
  bob   <… ${chanserv} NOTICE bob :4 entries
`))

test('a template is a name for flags, and a channel has its own', () =>
  atTea(`
  alice > CS TEMPLATE #tea BREWER +tv
  alice < ${chanserv} NOTICE alice :BREWER is +tv in #tea
  alice > CS FLAGS #tea bob brewer
  alice < ${chanserv} NOTICE alice :bob in #tea: +tv
  alice > CS TEMPLATE #tea
  alice <… ${chanserv} NOTICE alice :  AOP +AOhiortv
  alice <… ${chanserv} NOTICE alice :  BREWER +tv
  alice > CS TEMPLATE #tea BREWER -*
  alice < ${chanserv} NOTICE alice :BREWER is everybody's again in #tea
  alice > CS TEMPLATE #tea 1 +v
  alice < ${chanserv} NOTICE alice :1 +v cannot be a template
  bob   > CS TEMPLATE #tea BREWER +v
  bob   < ${chanserv} NOTICE bob :You may not do that in #tea
`))

test('the roles of other services are templates: VOP, HOP, AOP, SOP, QOP', () =>
  atTea(`
  alice > CS AOP #tea ADD bob
  alice < ${chanserv} NOTICE alice :bob in #tea: +AOhiortv
  alice > CS AOP #tea LIST
  alice < ${chanserv} NOTICE alice :  bob
  alice < ${chanserv} NOTICE alice :1 entries
  alice > CS SOP #tea LIST
  alice < ${chanserv} NOTICE alice :0 entries
  alice > CS COUNT #tea
  alice < ${chanserv} NOTICE alice :#tea: 1 entries (VOP: 0, HOP: 0, AOP: 1, SOP: 0, QOP: 0)
  alice < ${chanserv} NOTICE alice :AKICK: 0
  alice > CS AOP #tea DEL bob
  alice < ${chanserv} NOTICE alice :bob in #tea: no flags
  alice > CS AOP #tea DEL bob
  alice < ${chanserv} NOTICE alice :bob is not on the list of #tea
  alice > CS AOP #tea POUR bob
  alice < ${chanserv} NOTICE alice :Write: AOP <channel> ADD|DEL <account>
`))

test('ACCESS puts people on the list with a role, takes them off, and shows it', () =>
  atTea(`
  alice > CS ACCESS #tea ADD bob VOP
  alice < ${chanserv} NOTICE alice :bob in #tea: +AV
  alice > CS ACCESS #tea LIST
  alice <… ${chanserv} NOTICE alice :  bob +AV (by alice, 0s ago)
  alice <…
  alice > CS ACCESS #tea DEL bob
  alice < ${chanserv} NOTICE alice :bob in #tea: no flags
  alice > CS ACCESS #tea DEL bob
  alice < ${chanserv} NOTICE alice :bob is not on the list of #tea
  alice > CS ACCESS #tea ADD bob
  alice < ${chanserv} NOTICE alice :Write: ACCESS <channel> ADD <account> <role>, or DEL
  carol > CS AOP #tea ADD bob
  carol < ${chanserv} NOTICE carol :You may not do that in #tea
`))

test('STATUS says what somebody may do, WHY by which entries', () =>
  atTea(`
  alice > CS FLAGS #tea bob +v
  alice > CS FLAGS #tea *!*@192.0.2.1 +t
  alice <…
  alice > CS STATUS #tea bob
  alice < ${chanserv} NOTICE alice :bob in #tea: +tv
  alice > CS WHY #tea bob
  alice < ${chanserv} NOTICE alice :bob in #tea:
  alice < ${chanserv} NOTICE alice :  bob +v
  alice < ${chanserv} NOTICE alice :  *!*@192.0.2.1 +t
  alice > CS WHY #tea
  alice < ${chanserv} NOTICE alice :alice in #tea:
  alice < ${chanserv} NOTICE alice :  alice is signed in as the founder
  alice < ${chanserv} NOTICE alice :  *!*@192.0.2.1 +t
  alice > CS STATUS #tea nobody
  alice < ${chanserv} NOTICE alice :nobody is not here
`))

test('what others may do is read by who has a flag, or by all where the list is public', () =>
  atTea(`
  carol > CS STATUS #tea alice
  carol < ${chanserv} NOTICE carol :You may not do that in #tea
  carol > CS STATUS #tea
  carol < ${chanserv} NOTICE carol :carol in #tea: no flags
  alice > CS SET #tea PUBACL ON
  carol > CS STATUS #tea alice
  carol < ${chanserv} NOTICE carol :alice in #tea: +…
`))

test('a channel that is given up while the store is looked at stays nobody’s', async () => {
  for (const asked of ['FLAGS #tea bob +v', 'SET #tea SUCCESSOR bob', 'TRANSFER #tea bob']) {
    await using theatre = await Theatre.open(options)
    await perform(theatre, opening, options)
    const { net } = theatre.server
    const find = theatre.accounts.find.bind(theatre.accounts)
    theatre.accounts.find = (name) => {
      dissolve(theatre.server, net.channel('#tea')!)
      return find(name)
    }
    const play = `
    alice > CS ${asked}
    alice <… ${chanserv} NOTICE alice :#tea is not registered`
    await perform(theatre, play, options)
    assert.equal(net.channel('#tea')?.registration, undefined)
  }
})

test('who looks after registered channels needs no flag', () =>
  atTea(`
  ${rises('carol')}
  carol > CS FLAGS #tea bob +F
  carol < ${chanserv} NOTICE carol :bob in #tea: +F
`))
