/** https://ircv3.net/specs/extensions/extended-monitor */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

test('who monitors somebody reads its AWAY, ACCOUNT and SETNAME without a common channel', () =>
  play(
    `
  alice + extended-monitor away-notify account-notify setname
  bob   +
  alice > MONITOR + bob
  alice <…
  bob   > AWAY :asleep
  alice < :bob!~bob@192.0.2.1 AWAY :asleep
  bob   > AWAY
  alice < :bob!~bob@192.0.2.1 AWAY
  bob   signs in
  alice < :bob!~bob@192.0.2.1 ACCOUNT bob
  bob   > SETNAME :Robert
  alice < :bob!~bob@192.0.2.1 SETNAME Robert
  alice <
`,
    { accounts: { bob: 'battery staple' } },
  ))

test('… and CHGHOST', () =>
  play(
    `
  alice + extended-monitor chghost
  carol + extended-monitor
  bob   +
  alice > MONITOR + bob
  carol > MONITOR + bob
  alice <…
  carol <…
  ${rises('bob')}
  bob   > SETHOST tea.example
  alice < :bob!~bob@192.0.2.1 CHGHOST ~bob tea.example
  alice <
  carol <
`,
    { settings: { opers: [oper('boss')] } },
  ))

test('each thing needs its own capability, and all need extended-monitor', () =>
  play(`
  alice + extended-monitor setname
  carol + away-notify setname
  bob   +
  alice > MONITOR + bob
  carol > MONITOR + bob
  alice <…
  carol <…
  bob   > AWAY :asleep
  alice <
  bob   > SETNAME :Robert
  alice < :bob!~bob@192.0.2.1 SETNAME Robert
  carol <
`))

test('the capability may come after MONITOR', () =>
  play(`
  alice + away-notify
  bob   +
  alice > MONITOR + bob
  alice > CAP REQ extended-monitor
  alice <…
  bob   > AWAY :asleep
  alice < :bob!~bob@192.0.2.1 AWAY :asleep
`))

test('who also shares a channel with somebody reads everything once', () =>
  play(`
  alice + extended-monitor away-notify setname
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice > MONITOR + bob
  alice <…
  bob   > AWAY :asleep
  alice < :bob!~bob@192.0.2.1 AWAY :asleep
  alice <
  bob   > SETNAME :Robert
  alice < :bob!~bob@192.0.2.1 SETNAME Robert
  alice <
`))

test('nobody reads its own AWAY, and nobody that of one who has not registered', () =>
  play(`
  alice + extended-monitor away-notify
  alice > MONITOR + alice,bob
  alice <…
  alice > AWAY :asleep
  alice < :irc.test 306 …
  alice <
  bob   connects
  bob   > CAP REQ draft/pre-away
  bob   > NICK bob
  bob   > AWAY :asleep
  alice <
`))
