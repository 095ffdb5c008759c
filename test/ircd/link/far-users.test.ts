/** What operators do to people of another server: all servers see it, or it is not done. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oper } from '../../opers.ts'
import { Linked } from './linked.ts'

async function scene(): Promise<Linked> {
  const both = await Linked.open({ settings: { opers: [oper('boss')] } })
  both.link()
  await both.onB('bob +\n bob > JOIN #tea\n bob <…')
  await both.onA('boss +\n boss > OPER boss sesame\n boss > JOIN #tea\n boss <…')
  await both.onB('bob <…')
  return both
}

test('another host is seen on all servers, and kicks and kills reach their own', async () => {
  await using both = await scene()
  await both.onA('boss > CHGHOST bob at.work\n boss <…')
  await both.onB(`
    bob <… :b.test 396 bob at.work :…
    bob > WHOIS bob
    bob <… :b.test 311 bob bob ~bob at.work …
    bob <…
  `)
  await both.onA('boss > SAKICK bob #tea out\n boss <…')
  await both.onB('bob < :a.test KICK #tea bob :out\n bob > JOIN #tea\n bob <…')
  await both.onA('boss > KILL bob enough\n boss <…')
  await both.onB('bob is gone')
  assert.equal(both.b.server.net.user('bob'), undefined)
})
