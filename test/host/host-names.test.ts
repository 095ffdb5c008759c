import assert from 'node:assert/strict'
import test from 'node:test'
import { HostNames } from '#host/host-names.ts'
import { lookups } from '../lookups.ts'

test('a name counts when one of its addresses is the one that we see, of either family', async () => {
  const { resolver } = lookups(
    {
      '198.51.100.7': ['host.example'],
      '2001:db8::7': ['host.example'],
      '198.51.100.8': ['host.example'],
      '198.51.100.9': ['gone.example', 'other.example'],
      '198.51.100.10': ['bad name.example', '1.2.3.4', 'nodots', 'HOST2.example'],
    },
    {
      'host.example': ['198.51.100.6', '198.51.100.7', '2001:0db8:0:0::7'],
      'other.example': ['198.51.100.9'],
      'HOST2.example': ['198.51.100.10'],
    },
  )
  const names = new HostNames(resolver)
  const expected: [string, string | undefined][] = [
    ['198.51.100.7', 'host.example'],
    ['2001:db8::7', 'host.example'],
    ['198.51.100.8', undefined],
    ['198.51.100.9', 'other.example'],
    ['198.51.100.10', undefined],
    ['198.51.100.11', undefined],
    ['127.0.0.1', undefined],
    ['::1', undefined],
  ]
  for (const [ip, name] of expected) assert.equal(await names.of(ip), name, ip)
})

test('a name is asked for once in a while, and nobody waits longer than that', async () => {
  const { resolver, asked } = lookups(
    { '198.51.100.7': ['a.example'] },
    { 'a.example': ['198.51.100.7'] },
  )
  const names = new HostNames(resolver)
  await Promise.all([names.of('198.51.100.7'), names.of('198.51.100.7')])
  await names.of('198.51.100.7')
  assert.deepEqual(asked, ['198.51.100.7', 'a.example'])
  const never = new Promise<string[]>(() => {})
  const silent = { reverse: () => never, resolve4: () => never, resolve6: () => never } as never
  const from = performance.now()
  assert.equal(await new HostNames(silent, 50).of('198.51.100.7'), undefined)
  assert.ok(performance.now() - from < 500)
})
