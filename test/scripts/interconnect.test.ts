import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress } from '#host/address.ts'
import { parseConfig } from '#host/config.ts'
import { allHouses } from '../../scripts/houses.ts'
import { interconnect } from '../../scripts/interconnect.ts'

const silent = () => {}

test('where one house dials inproc:, the other listens', () => {
  const config = parseConfig('[ircd]\nlisten = []\n[bouncer]\nlisten = []', 'test', '/')
  const { ircd, bouncer } = interconnect(config, allHouses, silent)
  assert.deepEqual(ircd.listen.map(formatAddress), ['inproc:ircd'])
  assert.deepEqual(bouncer.listen.map(formatAddress), ['inproc:bouncer'])
  assert.deepEqual(config.ircd.listen, [], 'the given configuration stays as it is')
})

test('nobody listens for a house that is elsewhere', () => {
  const toml = '[ircd]\nlisten = ["tcp:127.0.0.1:1"]\n'
  const { ircd } = interconnect(parseConfig(toml, 'test', '/'), ['ircd'], silent)
  assert.deepEqual(ircd.listen.map(formatAddress), ['tcp:127.0.0.1:1'])
})

test('a house alone cannot dial inproc:', () => {
  const config = parseConfig('[webgate]\nupstream = "tcp:127.0.0.1:1"', 'test', '/')
  assert.throws(() => interconnect(config, ['bouncer'], silent), /^Error: bouncer\.upstream is /)
  const warnings: string[] = []
  interconnect(config, ['webgate'], (text) => warnings.push(text))
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]!, /^webgate\.bouncer_upstream is inproc:bouncer, /)
})
