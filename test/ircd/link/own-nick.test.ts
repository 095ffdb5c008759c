/** +r over links: each server says it of its own users, in the burst and when it changes. */
import { test } from 'node:test'
import { Linked } from './linked.ts'

const accounts = { alice: 'secret-of-alice', bob: 'secret-of-bob' }

test('the other servers know who it is that owns its nick, until it takes another', async () => {
  await using both = await Linked.open({ accounts })
  await both.onA('alice +\n alice > NS IDENTIFY secret-of-alice\n alice <…')
  await both.onB('carol +')
  both.link()
  await both.onB('carol > WHOIS alice\n carol <… :b.test 307 carol alice :…\n carol <…')
  await both.onA('bob +\n bob > NS IDENTIFY secret-of-bob\n bob <…')
  await both.onB('carol > WHOIS bob\n carol <… :b.test 307 carol bob :…\n carol <…')
  await both.onA('bob > NICK milk')
  await both.onB('carol > WHOIS milk\n carol <> 307')
})
