/** Every kind of thing that can happen is told to the other servers, or there is a reason why not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kind } from '../../../ircd/core/fact.ts'
import { features } from '../../../ircd/features/index.ts'
import { tellers } from '../../../ircd/link/tell.ts'

/** By name, with what another server makes of it without being told. */
const untold: Record<string, string> = {
  accept: 'whom somebody accepts only its own server asks, which alone delivers to it',
  'account followed': 'shows the account to those who monitor: each server has its own followers',
  'account learned':
    'each server asks the store about its own users, and tells what follows for them',
  'away followed': 'shows the absence to those who monitor',
  'away shown': 'shows it to those who see somebody join: each server has its own readers',
  called: 'says to one user that somebody knocks at +g: its own server does',
  followed: 'a connection asks after nicks: only its own server answers',
  'host followed': 'shows the host to those who monitor',
  'joined the new name': 'how RENAME reads to one connection',
  'left the old name': 'how RENAME reads to one connection',
  'metadata followed': 'each server makes it of the change that it was told of',
  reappeared: 'how CHGHOST reads to one connection',
  revealed: 'a delayed join is shown by each server when it hears what reveals it',
  'said to service': 'our own services are on every server of ours',
  registration: 'registered channels are records, not news: they travel with the accounts',
  service: 'our own services are on every server of ours',
  'setname followed': 'shows the real name to those who monitor',
  silence: 'whom somebody does not hear only its own server asks',
  vanished: 'how CHGHOST reads to one connection',
  vhost: 'belongs to an account, and shows itself as a host that has changed',
  watched: 'which notices an operator reads only its own server knows, which says them',
}

test('each kind has a teller, or a reason', () => {
  const kinds = new Set<Kind>(features.flatMap(({ facts }) => facts ?? []))
  const names = [...kinds].map(({ name }) => name)
  const silent = [...kinds].filter((kind) => !tellers.has(kind)).map(({ name }) => name)
  assert.ok(names.length > 50, `${names.length} kinds`)
  assert.deepEqual(
    silent.filter((name) => !Object.hasOwn(untold, name)),
    [],
  )
  assert.deepEqual(
    Object.keys(untold).filter((name) => !names.includes(name)),
    [],
  )
  for (const kind of tellers.keys()) assert.ok(kinds.has(kind), `no feature has ${kind.name}`)
})
