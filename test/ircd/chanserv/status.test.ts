/** Statuses that ChanServ gives and takes. */
import { test } from 'node:test'
import { atTea, chanserv } from './tea.ts'

test('with the flag o one is an operator when one asks, and makes others so', () =>
  atTea(`
  alice > CS FLAGS #tea bob +o
  bob   > JOIN #tea
  carol > JOIN #tea
  bob   <…
  bob   > CS OP #tea
  bob   < ${chanserv} MODE #tea +o bob
  bob   > CS OP #tea carol bob
  bob   < ${chanserv} MODE #tea +o carol
  bob   > CS DEOP #tea carol
  bob   < ${chanserv} MODE #tea -o carol
  bob   > CS VOICE #tea carol
  bob   < ${chanserv} NOTICE bob :You may not do that in #tea
  bob   > CS OP #tea dora
  bob   < ${chanserv} NOTICE bob :dora is not in #tea
`))

test('each status has its commands', () =>
  atTea(`
  carol > JOIN #tea
  carol <…
  alice > CS OWNER #tea carol
  carol < ${chanserv} MODE #tea +q carol
  alice > CS DEOWNER #tea carol
  carol < ${chanserv} MODE #tea -q carol
  alice > CS PROTECT #tea carol
  carol < ${chanserv} MODE #tea +a carol
  alice > CS DEPROTECT #tea carol
  carol < ${chanserv} MODE #tea -a carol
  alice > CS HALFOP #tea carol
  carol < ${chanserv} MODE #tea +h carol
  alice > CS DEHALFOP #tea carol
  carol < ${chanserv} MODE #tea -h carol
  alice > CS VOICE #tea carol
  carol < ${chanserv} MODE #tea +v carol
  alice > CS DEVOICE #tea carol
  carol < ${chanserv} MODE #tea -v carol
`))

test('DOWN lays down what one has, UP takes it up again', () =>
  atTea(`
  alice > CS DOWN #tea
  alice < ${chanserv} MODE #tea -qo alice alice
  alice > CS UP
  alice < ${chanserv} MODE #tea +qo alice alice
`))

test('SYNC gives what the list says and takes the rest', () =>
  atTea(`
  alice > CS FLAGS #tea bob +V
  alice > CS DEVOICE #tea
  bob   > JOIN #tea
  carol > JOIN #tea
  alice > MODE #tea -v+o bob carol
  alice <…
  alice > CS SYNC #tea
  alice < ${chanserv} MODE #tea +v-o bob carol
  alice < ${chanserv} NOTICE alice :Everybody in #tea has what the access list says
`))

test('under SECUREOPS only who is on the list has a status', () =>
  atTea(
    `
  alice > CS FLAGS #tea bob +v
  alice > CS SET #tea SECUREOPS ON
  bob   > JOIN #tea
  carol > JOIN #tea
  alice <…
  alice > MODE #tea +ov carol bob
  alice < FAIL MODE NOT_ON_LIST #tea carol :Only who is on the access list has a status here
  alice < :alice!~alice@192.0.2.1 MODE #tea +v bob
  alice > CS OP #tea carol
  alice < ${chanserv} NOTICE alice :carol is not on the access list of #tea
`.replace('< FAIL', '< :irc.test FAIL'),
  ))

test('under PEACE nobody lowers or throws out who stands as high', () =>
  atTea(`
  alice > CS FLAGS #tea bob AOP
  alice > CS SET #tea PEACE ON
  bob   > JOIN #tea
  bob   <…
  bob   > CS DEOP #tea alice
  bob   < ${chanserv} NOTICE bob :alice stands as high as you in #tea
  bob   > CS KICK #tea alice
  bob   < ${chanserv} NOTICE bob :alice stands as high as you in #tea
  alice > CS FLAGS #tea bob =Ooqvr
  bob   <…
  bob   > MODE #tea -o alice
  bob   < :irc.test FAIL MODE PEACE #tea alice :Nobody lowers who stands as high
  bob   > KICK #tea alice
  bob   < :irc.test FAIL KICK PEACE #tea alice :Nobody throws out who stands as high
`))
