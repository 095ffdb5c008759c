/** What a registered channel keeps, and who reads it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoredChannels } from '../../../ircd/stored/channels.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { atTea, chanserv, opening, options } from './tea.ts'

test('under SINCEJOIN who is not on the list reads only what was said since it joined', () =>
  atTea(`
  carol > CAP REQ :batch draft/chathistory message-tags
  carol <…
  alice > CS SET #tea QUERY-CUTOFF JOIN-TIME
  alice <… ${chanserv} NOTICE alice :QUERY-CUTOFF of #tea is JOIN-TIME
  alice > PRIVMSG #tea :before
  wait 1s
  carol > JOIN #tea
  bob   > JOIN #tea
  wait 1s
  alice > PRIVMSG #tea :after
  carol <…
  carol > CHATHISTORY LATEST #tea * 10
  carol <> before
  carol <… …PRIVMSG #tea :after
  carol <…
  carol > CHATHISTORY BEFORE #tea timestamp=2026-01-01T00:00:01.000Z 10
  carol <> before
  carol <…
  alice > CS FLAGS #tea carol!*@* +v
  carol > CHATHISTORY LATEST #tea * 10
  carol <… …PRIVMSG #tea :before
  alice <…
  alice > CS SET #tea QUERY-CUTOFF SOMETIMES
  alice < ${chanserv} NOTICE alice :QUERY-CUTOFF is one of NONE, JOIN-TIME, REGISTRATION-TIME
`))

test('under REGISTRATION-TIME people read what was said since their account was made', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `${opening}
  alice > CS SET #tea QUERY-CUTOFF REGISTRATION-TIME
  alice > PRIVMSG #tea :before carol had an account
  wait 1s
  carol > NS REGISTER secret-of-carol
  dora +
  wait 1s
  alice > PRIVMSG #tea :after
  wait 1s
  carol > CAP REQ :batch draft/chathistory
  bob   > CAP REQ :batch draft/chathistory
  dora  > CAP REQ :batch draft/chathistory
  carol > JOIN #tea
  dora  > JOIN #tea
  bob   > JOIN #tea
  carol <…
  dora  <…
  bob   <…
  carol > CHATHISTORY LATEST #tea * 10
  carol <> before
  carol <… …PRIVMSG #tea :after
  dora  > CHATHISTORY LATEST #tea * 10
  dora  <> PRIVMSG
  bob   > CHATHISTORY LATEST #tea * 10
  bob   <… …PRIVMSG #tea :before carol had an account
  bob   < …PRIVMSG #tea :after
`,
    options,
  )
})

test('what is not to be read is not found either, nor redacted', () =>
  atTea(`
  bob   > CAP REQ :batch draft/message-redaction soju.im/search message-tags echo-message
  bob   > JOIN #tea
  bob   <…
  bob   > PRIVMSG #tea :a word too many
  bob   < @…msgid=$m…PRIVMSG #tea :a word too many
  wait 1s
  bob   > PART #tea
  bob   > JOIN #tea
  alice > CS SET #tea SINCEJOIN ON
  bob   <…
  bob   > SEARCH in=#tea;text=word
  bob   <> PRIVMSG
  bob   <…
  bob   > REDACT #tea $m
  bob   < :irc.test FAIL REDACT UNKNOWN_MSGID #tea $m :…
  alice > CS SET #tea SINCEJOIN OFF
  bob   <…
  bob   > SEARCH in=#tea;text=word
  bob   <… …PRIVMSG #tea :a word too many
`))

test('what METADATA says of a registered channel is kept', async () => {
  await using theatre = await Theatre.open(options)
  await perform(
    theatre,
    `${opening}
  alice > CAP REQ :batch draft/metadata-2
  alice > METADATA #tea SET url :https://tea.example.org
  alice > RENAME #tea #coffee
`,
    options,
  )
  const shelf = theatre.store.shelf<Record<string, string>>('channel-metadata')
  assert.deepEqual(
    (await shelf.list()).map(([, values]) => values),
    [{ url: { value: 'https://tea.example.org', at: 1767225600000, from: '1TS' } }],
  )
  const after = new Theatre(theatre.store, theatre.server.settings)
  const fault = (error: unknown) => void after.faults.push(error)
  await new StoredChannels(theatre.store, fault).restore(after.server.net, after.now)
  await after.server.boot()
  await perform(
    after,
    `
  dora + batch draft/metadata-2
  dora > JOIN #coffee
  dora <…
  dora > METADATA #coffee GET url
  dora <… @batch=… :irc.test 761 dora #coffee url * :https://tea.example.org
`,
    options,
  )
  await perform(
    theatre,
    `
  alice <…
  alice > CS DROP #coffee
  alice < ${chanserv} NOTICE alice :To give #coffee up for good: DROP #coffee $code
  alice > CS DROP #coffee $code
`,
    options,
  )
  assert.deepEqual(await shelf.list(), [])
})
