/** A channel takes another name on all servers, or on none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { join, linked } from './hub.ts'
import { Linked } from './linked.ts'

const cap = 'draft/channel-rename'

async function scene(): Promise<Linked> {
  const both = await Linked.open()
  both.link()
  await both.onA(`alice + ${cap}\n alice > JOIN #tea\n alice > MODE #tea +k leaf\n alice <…`)
  await both.onB(`bob + ${cap}\n bob > JOIN #tea leaf\n bob <…`)
  await both.onA('alice <…')
  return both
}

test('a channel is renamed on both servers, with all that is in it', async () => {
  await using both = await scene()
  await both.onA(`
    alice > RENAME #tea #coffee :stronger
    alice < :alice!~alice@192.0.2.1 RENAME #tea #coffee stronger
    alice > MODE #coffee +m
    alice <…
  `)
  await both.onB(`
    bob < :alice!~alice@192.0.2.1 RENAME #tea #coffee stronger
    bob < :alice!~alice@192.0.2.1 MODE #coffee +m
    bob > MODE #coffee
    bob < :b.test 324 bob #coffee +ntkm :leaf
    bob <…
    carol +
    carol > JOIN #tea leaf
    carol < :b.test NOTE JOIN CHANNEL_RENAMED #tea #coffee :The channel was renamed
    carol <…
  `)
  const members = [...both.a.server.net.channel('#coffee')!.members.keys()].map(({ nick }) => nick)
  assert.deepEqual(members, ['alice', 'bob', 'carol'])
})

test('a name that a channel of the other server has is refused, and nothing changes', async () => {
  await using both = await scene()
  both.cut()
  await both.onB(
    'carol +\n carol > JOIN #coffee\n carol > JOIN #rum\n carol > PART #rum\n carol <…',
  )
  both.link()
  await both.onA(`
    alice <…
    alice > RENAME #tea #coffee
    alice < :a.test FAIL RENAME CHANNEL_NAME_IN_USE #tea #coffee :A channel has this name
  `)
  // #rum waits there for somebody to come back, which only that server knows.
  await both.onA(`
    alice > RENAME #tea #rum
    alice < :a.test FAIL RENAME CHANNEL_NAME_IN_USE #tea #rum :A channel on another server has this name
    alice > RENAME #tea #TEA
    alice < …RENAME #tea #TEA :
  `)
  await both.onB('bob <… :alice!~alice@192.0.2.1 RENAME #tea #TEA :')
})

test('beside servers of another kind no channel is renamed', async () => {
  const { theatre } = await linked({})
  await perform(
    theatre,
    `
    alice + ${cap}
    alice > JOIN #tea
    alice <…
    alice > RENAME #tea #coffee
    alice < :irc.test FAIL RENAME CANNOT_RENAME #tea #coffee :Servers of another kind are on the network, which could not follow
  `,
  )
})

const soon = `${Date.UTC(2026, 0, 1)}`

/** alice wants another name for her channel, beside servers of ours that the test speaks for. */
async function asking(): Promise<ReturnType<typeof join>> {
  const theatre = await Theatre.open()
  const hub = join(theatre, 'causerie')
  for (const sid of ['0LE', '0TR']) hub.says(`:${sid} ENCAP * GCAP :ENCAP QS CAUSERIE`)
  hub.says(':0HU ENCAP * GCAP :ENCAP QS CAUSERIE')
  await perform(theatre, `alice + ${cap}\n alice > JOIN #tea\n alice <…`)
  const alice = theatre.actors.get('alice')!
  // It is answered when the others have answered.
  void theatre.say(alice, 'RENAME #tea #coffee')
  await turn()
  return hub
}

test('all servers are asked, and one that says nothing ends it', async () => {
  const { theatre, heard, says } = await asking()
  const claim = heard.find((line) => line.includes(' CLAIM '))!
  assert.match(claim, new RegExp(`:1TS CLAIM #coffee ${soon}$`))
  says(`:0HU CLAIMED 1TS #coffee ${soon} yes`, `:0LE CLAIMED 1TS #coffee ${soon} yes`)
  // Nobody can have it meanwhile.
  await perform(
    theatre,
    `
    carol +
    carol > JOIN #coffee
    carol < :irc.test 437 carol #coffee :This name is not available: A channel is about to be called so
    alice <
    wait 3s
    alice < :irc.test FAIL RENAME CANNOT_RENAME #tea #coffee :A server has not answered in time: try again
  `,
  )
  says(`:0TR CLAIMED 1TS #coffee ${soon} yes`)
  await perform(theatre, 'alice <')
})

test('a server that leaves need not answer, and one no is enough', async () => {
  const { theatre, says } = await asking()
  says(`:0HU CLAIMED 1TS #coffee ${soon} yes`, `:0LE CLAIMED 1TS #coffee ${soon} yes`)
  says(':0HU SQUIT 0TR :gone')
  await turn()
  await perform(theatre, 'alice <… :alice!~alice@192.0.2.1 RENAME #tea #coffee :')
  const again = await asking()
  again.says(`:0LE CLAIMED 1TS #coffee ${soon} no`)
  await turn()
  await perform(
    again.theatre,
    'alice < :irc.test FAIL RENAME CHANNEL_NAME_IN_USE #tea #coffee :A channel on another server has this name',
  )
})

test('of two that ask for one name the earlier has it', async () => {
  const first = await asking()
  first.says(`:0LE CLAIM #coffee ${Number(soon) + 1}`)
  assert.match(first.heard.at(-1)!, /CLAIMED 0LE #coffee \d+ no$/)
  await perform(first.theatre, 'alice <')
  const second = await asking()
  second.says(`:0LE CLAIM #coffee ${Number(soon) - 1}`)
  assert.match(second.heard.at(-1)!, /CLAIMED 0LE #coffee \d+ yes$/)
  await turn()
  await perform(
    second.theatre,
    `
    alice < …CHANNEL_NAME_IN_USE…
    carol +
    carol > JOIN #coffee
    carol < :irc.test 437 carol #coffee :…
    wait 11s
    carol > JOIN #coffee
    carol < :carol!~carol@192.0.2.1 JOIN #coffee
  `,
  )
  second.says(`:0LE CLAIM #tea ${soon}`, `:0LE CLAIM tea ${soon}`, ':0LE CLAIM #x x')
  assert.match(second.heard.at(-1)!, /CLAIMED 0LE #tea \d+ no$/)
})
