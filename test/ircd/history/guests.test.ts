/** What becomes of the conversations of people without an account. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

const scene = `
  alice +
  bob   +
  alice signs in
  bob   > PRIVMSG alice :hello
`
const accounts = { alice: 'correct horse' }

test('a guest’s side of a conversation is forgotten when it leaves; the other’s is not', async () => {
  await using theatre = await Theatre.open({ accounts })
  await perform(theatre, scene, { accounts })
  assert.equal((await theatre.store.log.logs('talk/')).length, 2)
  await perform(theatre, 'bob drops')
  assert.deepEqual(await theatre.store.log.logs('talk/'), ['talk/alice'])
})

test('it is forgotten, too, when the guest logs in: then nobody can read it any more', async () => {
  const both = { ...accounts, bob: 'battery staple' }
  await using theatre = await Theatre.open({ accounts: both })
  await perform(theatre, `${scene}\nbob signs in`, { accounts: both })
  assert.deepEqual(await theatre.store.log.logs('talk/'), ['talk/alice'])
})

test('what guests left behind in a crash is forgotten at the next start', async () => {
  await using theatre = await Theatre.open({ accounts })
  await perform(theatre, scene, { accounts })
  await new Theatre(theatre.store, theatre.server.settings).server.boot()
  assert.deepEqual(await theatre.store.log.logs('talk/'), ['talk/alice'])
})
