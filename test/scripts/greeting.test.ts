import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAddress } from '#host/address.ts'
import { parseConfig } from '#host/config.ts'
import { greeting } from '../../scripts/greeting.ts'
import type { OpenHouses } from '../../scripts/houses.ts'

const fingerprint = 'ab'.repeat(32)

function greeted(...addresses: string[]): string {
  const houses = (['ircd', 'bouncer'] as const).map((name) => {
    return { name, addresses: addresses.map(parseAddress) }
  })
  const open = { houses, certificate: { fingerprint } } as unknown as OpenHouses
  return greeting({}, parseConfig('', 'none', '/'), open)
}

test('without TLS there is nothing to be said about it', () => {
  const text = greeted('tls:127.0.0.1:6697', 'tcp:127.0.0.1:6667')
  assert.ok(text.includes('/server add causerie 127.0.0.1/6667 -notls\n'), text)
  assert.ok(text.includes('/connect -notls 127.0.0.1 6667\n'), text)
})

test('with TLS alone every WeeChat and irssi is told the fingerprint, in its own words', () => {
  const text = greeted('tls:[::]:6697')
  const pins = ['tls', 'ssl'].map((tls) => `-${tls} -${tls}_fingerprint=${fingerprint}`).join(' ')
  for (const name of ['causerie', 'bouncer']) {
    assert.ok(text.includes(`/server add ${name} ::1/6697 ${pins}\n`), text)
  }
  const colons = Array(32).fill('AB').join(':')
  assert.ok(text.includes(`/connect -tls -tls_pinned_cert ${colons} ::1 6697\n`), text)
})
