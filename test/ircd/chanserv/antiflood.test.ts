/** ChanServ's ANTIFLOOD: who says too much in a breath. */
import { test } from 'node:test'
import { atTea, chanserv } from './tea.ts'

const many = (who: string) => Array.from({ length: 11 }, (_, n) => `${who} > PRIVMSG #tea :${n}`)

test('under QUIET who says ten lines in a breath is quiet for ten minutes', () =>
  atTea(`
  carol > JOIN #tea
  carol <…
  alice > CS SET #tea ANTIFLOOD LOUD
  alice <… ${chanserv} NOTICE alice :ANTIFLOOD is one of OFF, QUIET, KICKBAN
  alice > CS SET #tea ANTIFLOOD QUIET
  alice < ${chanserv} NOTICE alice :ANTIFLOOD of #tea is QUIET
  ${many('carol').join('\n')}
  carol < ${chanserv} MODE #tea +b ~time:10:~quiet:*!*@192.0.2.1
  carol > PRIVMSG #tea :more
  carol < :irc.test 404 carol #tea :…
  wait 11m
  carol <…
  carol > PRIVMSG #tea :sorry
  carol <
`))

test('under KICKBAN such a one is out; who has a voice or is on the list is never meant', () =>
  atTea(`
  bob   > JOIN #tea
  carol > JOIN #tea
  alice > CS SET #tea ANTIFLOOD KICKBAN
  alice > CS FLAGS #tea bob +V
  alice > MODE #tea +v carol
  bob   <…
  carol <…
  ${many('bob').join('\n')}
  ${many('carol').join('\n')}
  carol <> MODE
  carol <…
  alice > MODE #tea -v carol
  carol <…
  ${many('carol').join('\n')}
  carol < ${chanserv} MODE #tea +b ~time:10:*!*@192.0.2.1
  carol < ${chanserv} KICK #tea carol :Too many lines at once
  alice <…
  alice > CS SET #tea ANTIFLOOD OFF
  alice > CS INFO #tea
  alice <> ANTIFLOOD-
`))
