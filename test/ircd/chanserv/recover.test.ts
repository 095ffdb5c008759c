/** CLEAR and RECOVER: a channel that got into the wrong hands. */
import { test } from 'node:test'
import { atTea, chanserv } from './tea.ts'

test('RECOVER takes all others their statuses and what keeps people out', () =>
  atTea(`
  carol > JOIN #tea
  alice > MODE #tea +oik carol secret
  alice > MODE #tea +b *!*@192.0.2.1
  alice > PART #tea
  alice <…
  alice > CS RECOVER #tea
  alice < ${chanserv} INVITE alice #tea
  alice < ${chanserv} NOTICE alice :#tea has been recovered
  carol <… ${chanserv} MODE #tea -o carol
  carol < ${chanserv} MODE #tea -ik secret
  carol < ${chanserv} MODE #tea -b *!*@192.0.2.1
  alice > JOIN #tea
  alice <… ${chanserv} MODE #tea +qo alice alice
`))

test('who recovers from inside is an operator again', () =>
  atTea(`
  alice > CS DOWN #tea
  alice <…
  alice > CS RECOVER #tea
  alice < ${chanserv} MODE #tea +oq alice alice
  alice < ${chanserv} NOTICE alice :#tea has been recovered
  bob   > CS RECOVER #tea
  bob   < ${chanserv} NOTICE bob :You may not do that in #tea
`))

test('CLEAR takes away all of one thing', () =>
  atTea(`
  carol > JOIN #tea
  alice > MODE #tea +ovbe carol carol mallory trudy
  alice > MODE #tea +bI ~quiet:eve peggy
  alice > MODE #tea +hmk carol secret
  alice <…
  alice > CS CLEAR #tea BANS
  alice < ${chanserv} MODE #tea -b mallory!*@*
  alice < ${chanserv} NOTICE alice :BANS of #tea have been cleared
  alice > CS CLEAR #tea QUIETS
  alice < ${chanserv} MODE #tea -b ~quiet:eve!*@*
  alice <…
  alice > CS CLEAR #tea EXCEPTS
  alice < ${chanserv} MODE #tea -e trudy!*@*
  alice <…
  alice > CS CLEAR #tea INVITES
  alice < ${chanserv} MODE #tea -I peggy!*@*
  alice <…
  alice > CS CLEAR #tea OPS
  alice < ${chanserv} MODE #tea -o carol
  alice <…
  alice > CS CLEAR #tea HALFOPS
  alice < ${chanserv} MODE #tea -h carol
  alice <…
  alice > CS CLEAR #tea VOICES
  alice < ${chanserv} MODE #tea -v carol
  alice <…
  alice > CS CLEAR #tea MODES
  alice < ${chanserv} MODE #tea -ntmk secret
  alice <…
  alice > CS CLEAR #tea USERS closing time
  alice < ${chanserv} KICK #tea carol :closing time
  alice < ${chanserv} NOTICE alice :USERS of #tea have been cleared
  alice > CS CLEAR #tea CUPS
  alice < ${chanserv} NOTICE alice :CUPS cannot be cleared: see HELP CLEAR
`))

test('the founder alone clears the access list, the AKICK list and the history', () =>
  atTea(`
  alice > CS FLAGS #tea bob +AR
  alice > CS AKICK #tea ADD mallory!*@*
  alice > PRIVMSG #tea :anyone?
  bob   > CS CLEAR #tea FLAGS
  bob   < ${chanserv} NOTICE bob :You may not do that in #tea
  alice <…
  alice > CS CLEAR #tea HISTORY
  alice < ${chanserv} NOTICE alice :HISTORY of #tea have been cleared
  alice > CHATHISTORY LATEST #tea * 5
  alice <
  alice > CS CLEAR #tea FLAGS
  alice > CS CLEAR #tea AKICKS
  alice <…
  alice > CS COUNT #tea
  alice < ${chanserv} NOTICE alice :#tea: 0 entries …
  alice < ${chanserv} NOTICE alice :AKICK: 0
`))
