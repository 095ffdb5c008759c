/** The names of addresses: forward-confirmed reverse DNS. */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'
import { comes, guarded } from '../../protected.ts'

const hosts = { '198.51.100.7': 'cafe.example', '198.51.100.8': 'tea.example' }
const connections = { exempt: [{ base: 0xffff_c633_6408n, bits: 128 }] }

function options(more: Parameters<typeof guarded>[0] = {}) {
  const protection = { ...guarded({ connections, ...more }), reverseDns: true }
  return { hosts, settings: { opers: [oper('boss')], protection } }
}

test('others see the name of an address, or the address where it has none', () =>
  play(
    `
  ${comes('alice')}
  alice <… :irc.test 001 alice :… alice!~alice@cafe.example
  ${comes('bob', '198.51.100.9')}
  bob   <… :irc.test 001 bob :… bob!~bob@198.51.100.9
`,
    options(),
  ))

test('behind a cloak the name is for operators, and bans meet it', () =>
  play(
    `
  boss  +
  ${rises('boss')}
  ${comes('alice')}
  alice <… :irc.test 396 alice $cloak :is now your displayed host
  boss > WHOIS alice
  boss <… :irc.test 378 boss alice :is connecting from ~alice@cafe.example 198.51.100.7
  boss > KLINE *@*.example 1d :no tea here
  alice <… ERROR …
  ${comes('carol')}
  carol <… :irc.test 465 carol …
`,
    options({ cloak: { enabled: true } }),
  ))

test('nobody is looked up who is exempt, comes through a gateway, or where it is switched off', async () => {
  await play(
    `
  ${comes('alice', '198.51.100.8')}
  alice <… :irc.test 001 alice :… alice!~alice@198.51.100.8
  bob   connects from 198.51.100.9
  bob   > WEBIRC house-secret webgate door.example 198.51.100.7
  bob   > NICK bob
  bob   > USER bob 0 * :Bob
  bob   <… :irc.test 001 bob :… bob!~bob@door.example
  carol connects from 198.51.100.9
  carol > WEBIRC house-secret webgate 198.51.100.7 198.51.100.7
  carol > NICK carol
  carol > USER carol 0 * :Carol
  carol <… :irc.test 001 carol :… carol!~carol@198.51.100.7
`,
    options(),
  )
  await play(
    `
  ${comes('alice')}
  alice <… :irc.test 001 alice :… alice!~alice@198.51.100.7
`,
    { hosts },
  )
})
