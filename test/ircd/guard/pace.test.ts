/** Lines that come too fast are read later; SAFERATE: https://modern.ircdocs.horse/#saferate-parameter */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'
import { guarded } from '../../protected.ts'
import { houseSecret } from '../../theatre.ts'

const pace = { enabled: true, burst: 5, perSecond: 1 }
const options = { settings: { protection: guarded({ pace }) } }

test('what is said too fast is read later, in its order, and nothing is lost', () =>
  play(
    `
  bob +
  alice +
  wait 10s
  alice > PRIVMSG bob :1
  alice > PRIVMSG bob :2
  alice > PRIVMSG bob :3
  alice > PRIVMSG bob :4
  alice > PRIVMSG bob :5
  alice > PRIVMSG bob :6
  alice > PRIVMSG bob :7
  alice > PRIVMSG bob :8
  bob <… :alice!~alice@192.0.2.1 PRIVMSG bob :5
  bob <
  wait 1s
  bob < :alice!~alice@192.0.2.1 PRIVMSG bob :6
  bob <
  wait 1s
  bob < :alice!~alice@192.0.2.1 PRIVMSG bob :7
  wait 1s
  bob < :alice!~alice@192.0.2.1 PRIVMSG bob :8
`,
    options,
  ))

test('reading history, lists and markers takes nothing from speaking', () =>
  play(
    `
  bob +
  alice +
  wait 10s
  alice > WHO bob
  alice > WHO bob
  alice > WHO bob
  alice > WHO bob
  alice > WHO bob
  alice > WHO bob
  alice > WHOIS bob
  alice > NAMES #tea
  alice > PING x
  alice <… :irc.test PONG irc.test x
  alice > PRIVMSG bob :1
  bob < :alice!~alice@192.0.2.1 PRIVMSG bob :1
`,
    options,
  ))

test('005 says that no one is disconnected for being fast', async () => {
  const script = (expected: string) => `
    alice connects
    alice > NICK alice
    alice > USER alice 0 * :Alice
    alice ${expected} SAFERATE
  `
  await play(script('<… …').replace('… SAFERATE', '… … SAFERATE …'), options)
  await assert.rejects(play(script('<… …').replace('… SAFERATE', '… … SAFERATE …')))
})

test('operators and our own houses are not slowed', () =>
  play(
    `
  alice +
  wait 10s
  ${rises('alice')}
  alice > PING 1
  ${'alice > NAMES #tea\n  alice > PRIVMSG alice :x\n'.repeat(12)}
  alice > PING last
  alice <… :irc.test PONG irc.test last
  carol +
  carol > CAP REQ sasl
  carol > AUTHENTICATE PLAIN
  carol > AUTHENTICATE ${Buffer.from(`dan\0*house\0${houseSecret}`).toString('base64')}
  ${'carol > PRIVMSG alice :x\n'.repeat(12)}
  carol > PING last
  carol <… :irc.test PONG irc.test last
`,
    { settings: { ...options.settings, opers: [oper('boss')] }, accounts: { dan: 'teatime' } },
  ))

test('asking for capabilities again and again is slowed as well', () =>
  play(
    `
  alice +
  wait 10s
  ${'alice > CAP LS 302\n  '.repeat(25)}
  alice > PING last
  alice <> PONG
  wait 30s
  alice <… :irc.test PONG irc.test last
`,
    options,
  ))

test('what is no command is slowed as well', () =>
  play(
    `
  alice +
  wait 10s
  ${'alice > FROB\n  '.repeat(7)}
  alice <… :irc.test 421 alice FROB :Unknown command
  alice <…
  wait 1s
  alice < :irc.test 421 alice FROB :Unknown command
  alice <
`,
    options,
  ))

test('a WHO that looks at everybody takes as much as five others', () =>
  play(
    `
  alice +
  wait 10s
  ${'alice > WHO *lic*\n  '.repeat(5)}
  alice > PING last
  alice <> PONG
  wait 30s
  alice <… :irc.test PONG irc.test last
`,
    options,
  ))
