/** DNS blocklists. https://www.rfc-editor.org/rfc/rfc5782 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Blocklist } from '../../../ircd/core/protection.ts'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { comes, guarded } from '../../protected.ts'
import { Theatre } from '../../theatre.ts'

const list: Blocklist = {
  zone: 'dnsbl.test',
  replies: ['127.0.0.3'],
  reason: 'An open proxy',
  action: 'refuse',
}
const dns = {
  '7.100.51.198.dnsbl.test': ['127.0.0.3'],
  '8.100.51.198.dnsbl.test': ['127.0.0.9'],
  '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.dnsbl.test': ['127.0.0.3'],
}

function options(lists: Blocklist[]) {
  const protection = { ...guarded({}), blocklists: lists }
  return { dns, settings: { opers: [oper('boss')], protection }, accounts: { bob: 'teatime' } }
}

test('who is listed is turned away; other answers, and none, let in', () =>
  play(
    `
  ${comes('alice')}
  alice <… :irc.test 465 alice :An open proxy (dnsbl.test)
  alice < ERROR :Closing link: 198.51.100.7 (An open proxy)
  ${comes('carol', '198.51.100.8')}
  carol <… :irc.test 001 carol :…
  ${comes('dave', '198.51.100.9')}
  dave <… :irc.test 001 dave :…
  ${comes('erin', '2001:db8::1')}
  erin is gone
`,
    options([list]),
  ))

test('who logs in is not asked about', () =>
  play(
    `
  bob connects from 198.51.100.7
  bob > CAP REQ sasl
  bob signs in
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob > CAP END
  bob <… :irc.test 001 bob :…
`,
    options([list]),
  ))

test('a list may only tell operators, and an exemption silences it', () =>
  play(
    `
  boss +
  ${rises('boss')}
  boss > MODE boss +s d
  boss <…
  ${comes('alice')}
  alice <… :irc.test 001 alice :…
  boss < :irc.test NOTICE boss :*** on a blocklist: nick alice!~alice@198.51.100.7, ip 198.51.100.7, zone dnsbl.test, action mark
  boss > ELINE *@198.51.100.7 0 d :mine
  boss <…
  ${comes('carol')}
  carol <… :irc.test 001 carol :…
  boss <
`,
    options([{ ...list, action: 'mark' }]),
  ))

test('an answer is believed for ten minutes', async () => {
  await using theatre = await Theatre.open(options([list]))
  const asked: string[] = []
  const { resolve } = theatre.server.ports
  theatre.server.ports.resolve = (name) => {
    asked.push(name)
    return resolve(name)
  }
  await perform(theatre, comes('alice') + comes('bob'))
  assert.equal(asked.length, 1)
  await perform(theatre, `wait 600s\n${comes('carol')}`)
  assert.equal(asked.length, 2)
})
