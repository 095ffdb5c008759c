/** https://ircv3.net/specs/extensions/message-redaction, as devices see it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from './stage.ts'

const cap = 'draft/message-redaction'
const theirs = ['echo-message', 'message-tags', 'server-time', cap]
const reads = ['draft/chathistory', 'batch', 'message-tags', 'server-time']

test('what is taken back is gone from the log, and devices that know of it are told', async () => {
  await using s = await stage({ caps: theirs })
  const desk = await s.attach('alice/home@desk', ...reads, cap)
  const old = await s.attach('alice/home@old', ...reads)
  desk.send('JOIN #tea')
  await desk.hears(/ 366 /)
  s.network.says(
    '@msgid=m1 :bob!b@h PRIVMSG #tea :my password is hunter2',
    '@msgid=m2 :bob!b@h PRIVMSG #tea :hello',
  )
  await desk.hears(/:hello$/)
  desk.send('REDACT #tea m1 :oops')
  await s.network.hears(/^(@\S+ )?REDACT #tea m1 :?oops$/)
  s.network.says(':bob!b@h REDACT #tea m1 :oops')
  await desk.hears(/REDACT #tea m1 :?oops$/)
  desk.send('CHATHISTORY LATEST #tea * 50')
  const id = /BATCH \+(\S+)/.exec(await desk.hears(/BATCH \+\S+ chathistory/))![1]!
  await desk.hears(new RegExp(`BATCH :?-${id}$`))
  const told = desk.lines.filter((line) => line.includes(`batch=${id}`)).join('\n')
  assert.match(told, /hello/)
  assert.doesNotMatch(told, /hunter2/)
  assert.ok(!old.lines.some((line) => line.includes('REDACT')), 'it could not read that')
})

test('where the network cannot, devices are not told that they could', async () => {
  await using s = await stage()
  const desk = await s.attach('alice/home@desk', 'cap-notify')
  desk.send('CAP LS 302')
  assert.doesNotMatch(await desk.hears(/CAP \S+ LS :/), /message-redaction/)
})
