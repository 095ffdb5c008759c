/** How many connections one address may hold, and how often it may come. */
import { test } from 'node:test'
import { parseRange } from '#wire/cidr.ts'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'
import { comes, guarded } from '../../protected.ts'
import { houseSecret } from '../../theatre.ts'

const crowded = { settings: { protection: guarded({ connections: { perAddress: 2 } }) } }

test('one address holds so many connections', () =>
  play(
    `
  alice +
  bob +
  carol connects
  carol < ERROR :Closing link: 192.0.2.1 (Too many connections from your address)
  carol is gone
  dave connects from 192.0.2.2
  dave <
  bob drops
  erin +
`,
    crowded,
  ))

test('the network of an address of version 6 counts as one', () =>
  play(
    `
  alice connects from 2001:db8:1:1::1
  bob connects from 2001:db8:1:1:ffff::2
  carol connects from 2001:db8:1:1::3
  carol is gone
  dave connects from 2001:db8:1:2::1
  dave <
`,
    crowded,
  ))

test('those who have not registered are fewer', () =>
  play(
    `
  alice +
  bob connects
  carol connects
  carol is gone
  dave connects from 192.0.2.2
  dave <
`,
    { settings: { protection: guarded({ connections: { unknownPerAddress: 1 } }) } },
  ))

test('an address that comes too often must wait', () =>
  play(
    `
  alice connects
  alice drops
  bob connects
  bob drops
  carol connects
  carol < ERROR :Closing link: 192.0.2.1 (You connect too often: wait 30 seconds)
  wait 30s
  dave connects
  dave <
`,
    { settings: { protection: guarded({ throttle: { connections: { count: 2, ms: 60_000 } } }) } },
  ))

test('exempt addresses are not counted', () =>
  play(
    `
  alice connects from 198.51.100.7
  bob connects from 198.51.100.7
  bob <
`,
    {
      settings: {
        protection: guarded({
          connections: { perAddress: 1, exempt: [parseRange('198.51.100.0/24')!] },
        }),
      },
    },
  ))

test('a gateway is not taken for its visitors', () =>
  play(
    `
  alice connects
  alice > WEBIRC ${houseSecret} web host.example 198.51.100.7
  bob connects
  bob > WEBIRC ${houseSecret} web host.example 198.51.100.8
  carol connects
  carol > WEBIRC ${houseSecret} web host.example 198.51.100.7
  carol < ERROR :Closing link: host.example (Too many connections from your address)
`,
    { settings: { protection: guarded({ connections: { perAddress: 1 } }) } },
  ))

test('ELINE with c exempts from the counting, and operators are told of who is turned away', () =>
  play(
    `
  boss connects from 203.0.113.1
  boss > NICK boss
  boss > USER boss 0 * :Boss
  ${rises('boss')}
  boss > MODE boss +s f
  boss > ELINE *@192.0.2.1 0 c :the school
  boss <…
  alice connects
  bob connects
  bob <
  ${comes('carol')}
  dave connects from 198.51.100.7
  dave is gone
  boss < :irc.test NOTICE boss :*** too many connections: ip 198.51.100.7, connections 2
`,
    {
      settings: { opers: [oper('boss')], protection: guarded({ connections: { perAddress: 1 } }) },
    },
  ))

test('UNREJECT lets somebody come again who came too often', () =>
  play(
    `
  boss connects from 203.0.113.1
  boss > NICK boss
  boss > USER boss 0 * :Boss
  ${rises('boss')}
  ${comes('alice')}
  carol connects from 198.51.100.7
  carol is gone
  boss > UNREJECT 198.51.100.7
  boss <… …NOTICE boss :Who comes from 198.51.100.7 is not too fast any more
  ${comes('dave')}
  dave <… :irc.test 001 dave …
`,
    {
      settings: {
        opers: [oper('boss')],
        protection: guarded({ throttle: { connections: { count: 1, ms: 60_000 } } }),
      },
    },
  ))

test('a network holds so many connections, of however many addresses', () =>
  play(
    `
  alice connects from 2001:db8:1:1::1
  bob   connects from 2001:db8:1:2::1
  carol connects from 2001:db8:1:3::1
  carol is gone
  dave  connects from 2001:db8:2:1::1
  dave  <
  erin  connects from 198.51.100.1
  frank connects from 198.51.100.2
  grace connects from 198.51.100.3
  grace is gone
  bob   drops
  heidi connects from 2001:db8:1:4::1
  heidi <
`,
    { settings: { protection: guarded({ connections: { perAddress: 2, perNetwork: 2 } }) } },
  ))

test('some ranges have a limit of their own', () => {
  const ranges = [
    { range: parseRange('198.51.100.0/24')!, perAddress: 3 },
    { range: parseRange('203.0.113.0/24')!, perAddress: 0 },
  ]
  const many = (name: string, ip: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${name}${i} connects from ${ip}`).join('\n')
  return play(
    `
  ${many('a', '198.51.100.7', 3)}
  a2 <
  a3 connects from 198.51.100.7
  a3 is gone
  ${many('b', '203.0.113.7', 9)}
  b8 <
  ${many('c', '192.0.2.7', 2)}
  c1 is gone
`,
    { settings: { protection: guarded({ connections: { perAddress: 1, ranges } }) } },
  )
})
