/** A burst that is said in slices, while people go on: the other side knows everything in the end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { View } from '../../link/view.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { join } from './hub.ts'

/** Many people, of whom the first slice tells only some. */
const crowd = 130

async function halfSaid() {
  const theatre = await Theatre.open({ limits: { channels: 100 } })
  for (let n = 0; n < crowd; n++) {
    const actor = theatre.connect(`p${n}`)
    for (const line of [`NICK p${n}`, `USER p${n} 0 * :P`, `JOIN #c${n % 30}`]) {
      await theatre.say(actor, line)
    }
  }
  const view = new View()
  let next: (() => void) | undefined
  const room = () =>
    new Promise<void>((resolve) => {
      next = resolve
    })
  const hub = join(theatre, 'solanum', false, room)
  const read = () => {
    for (const line of hub.heard.splice(0)) view.read(line)
  }
  /** Lets the burst go on by a slice. @returns whether it did. */
  const slice = async () => {
    const go = next
    next = undefined
    go?.()
    await new Promise((resolve) => setImmediate(resolve))
    read()
    return go !== undefined
  }
  read()
  return { theatre, view, slice, read, hub }
}

/** What the view says of users and channels is what the server knows of its own. */
function isWhole(theatre: Theatre, view: View): void {
  const { net } = theatre.server
  for (const user of net.users.values()) {
    if (!user.session) continue
    const seen = view.users.get(user.uid)
    assert.deepEqual([seen?.nick, seen?.away], [user.nick, user.away ?? ''], user.nick)
  }
  const own = [...net.users.values()].filter(({ session }) => session)
  assert.equal(view.users.size, own.length)
  for (const channel of net.channels.values()) {
    const seen = view.channel(channel.name)
    const members = [...channel.members].map(([{ uid }, { statuses }]) => [uid, statuses.join('')])
    const told = [...(seen?.members ?? [])].map(([uid, has]) => [uid, [...has].join('')])
    assert.deepEqual(told.sort(), members.sort(), channel.name)
    assert.equal(seen?.topic, channel.topic?.text ?? '', channel.name)
  }
}

test('a burst in slices tells everybody and every channel once', async () => {
  const { theatre, view, slice } = await halfSaid()
  assert.ok(view.users.size > 0 && view.users.size < crowd, `${view.users.size} were told of`)
  assert.equal(view.channels.size, 0)
  while (await slice());
  isWhole(theatre, view)
  assert.deepEqual(view.unknown, [])
})

test('what happens between two slices is understood, whoever it is about', async () => {
  const { theatre, view, slice, read } = await halfSaid()
  const last = crowd - 1
  await perform(
    theatre,
    `
    p${last} > NICK renamed
    p${last} > JOIN #c0
    p${last} > AWAY :half way
    p0 > MODE #c0 +v renamed
    p0 > TOPIC #c0 :in the middle
    p${last - 1} > PRIVMSG #c0 :not heard of yet
    p${last - 2} > QUIT :never heard of
    p1 > QUIT :heard of
    p0 > KICK #c0 p30
    p2 > JOIN #new
    p${last - 3} > JOIN #new
    carol +
    carol > JOIN #c1
  `,
  )
  read()
  while (await slice());
  isWhole(theatre, view)
  assert.equal(view.uid(`p${last - 2}`), undefined)
  assert.equal(view.uid('p1'), undefined)
  assert.deepEqual(view.unknown, [])
})

test('a link that breaks in the middle of its burst is told nothing more', async () => {
  const { theatre, view, slice, hub } = await halfSaid()
  const told = view.users.size
  hub.says('ERROR :enough')
  assert.equal(hub.isClosed(), true)
  await slice()
  assert.equal(await slice(), false)
  assert.equal(view.users.size, told)
  assert.deepEqual(theatre.faults, [])
})
