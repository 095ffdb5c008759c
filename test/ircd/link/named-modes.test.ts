/** Two servers of ours with one of another kind between them: what that one does not know they tell. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Links } from '../../../ircd/link/links.ts'
import { letterOf, modeNameOf } from '../../../ircd/link/mode-names.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { type Hub, join } from './hub.ts'

const bare = (line: string) => line.replace(/^@\S+ /, '')
const told = ({ heard }: Hub, verb: string) =>
  heard
    .splice(0)
    .map(bare)
    .filter((line) => line.includes(` ${verb} `))

/** alice in #tea, and a server of ours behind one of Solanum's. */
async function scene(): Promise<Hub & { uid: string }> {
  const theatre = await Theatre.open()
  new Links(theatre.server, { terms: [] })
  await perform(
    theatre,
    'alice + batch draft/metadata-2\n alice > JOIN #tea\n alice > MODE #tea +Wp 5\n alice > METADATA #tea SET k :v\n alice <…',
  )
  const hub = join(theatre)
  hub.says(':0LE ENCAP * GCAP :ENCAP QS STAG CAUSERIE', ':0HU PONG hub.test :1TS')
  return { ...hub, uid: theatre.actors.get('alice')!.session.user.uid }
}

test('every mode has a name of its own', async () => {
  await using theatre = await Theatre.open()
  const letters = [...theatre.server.book.modes.keys()]
  const names = letters.map((letter) => modeNameOf(letter))
  assert.ok(letters.length > 40)
  assert.deepEqual(
    letters.filter((_, i) => names[i] === undefined),
    [],
  )
  assert.equal(new Set(names).size, letters.length)
  for (const [i, letter] of letters.entries()) assert.equal(letterOf(names[i]!), letter)
})

test('once a server of ours is there it hears all, and of each change', async () => {
  const hub = await scene()
  const { theatre, uid } = hub
  assert.deepEqual(told(hub, 'MODES'), [])
  await perform(theatre, 'wait 1s')
  const said = hub.heard.map(bare)
  const [modes = '', ...more] = said.filter((line) => line.includes(' MODES '))
  assert.match(
    modes,
    /^:1TS ENCAP \* CAUSERIE MODES 1767225600 #tea 17672256000\d\d\.1TS \+slow-mode=5$/,
  )
  // What Solanum knows it has been told.
  assert.deepEqual(more, [])
  assert.ok(said.includes(':1TS ENCAP * CAUSERIE METADATA #tea k 1767225600000.1TS v'))
  hub.heard.length = 0
  await perform(theatre, 'alice > MODE #tea +iW 9\n alice > MODE #tea -W+h alice\n alice <…')
  assert.deepEqual(told(hub, 'MODES'), [
    `:${uid} ENCAP * CAUSERIE MODES 1767225600 #tea 1767225601000.1TS +slow-mode=9`,
    `:${uid} ENCAP * CAUSERIE MODES 1767225600 #tea 1767225601001.1TS -slow-mode +halfop=${uid}`,
  ])
})

test('of two changes the later counts, whenever it is heard', async () => {
  const { theatre, says, uid } = await scene()
  const modes = (...words: string[]) => says(`:0LEAAAAAA ENCAP * CAUSERIE MODES ${words.join(' ')}`)
  modes('1767225600 #tea 1767225603000.0LE +slow-mode=7 +no-colour', `+halfop=${uid}`)
  await perform(
    theatre,
    `
    alice < :zoe!zoe@far.test MODE #tea +Wch 7 alice
    wait 5s
  `,
  )
  // Earlier than what there is; of a younger channel; nonsense; of one that is none of ours.
  modes('1767225600 #tea 1767225602000.0LE -slow-mode -no-colour')
  modes('1767225601 #tea 1767225604000.0LE -slow-mode')
  modes('1767225600 #tea 1767225604000.0LE +nonsense +slow-mode +halfop=0LEAAAAAZ +ban x')
  modes('1767225600 #tea 9767225604000.0LE -slow-mode')
  says(':0TR ENCAP * CAUSERIE MODES 1767225600 #tea 1767225604000.0TR -slow-mode')
  await perform(
    theatre,
    'alice <\n alice > MODE #tea -W\n alice < :alice!~alice@192.0.2.1 MODE #tea -W',
  )
  modes('1767225600 #tea 1767225604000.0LE +slow-mode=3')
  await perform(theatre, 'alice <')
  modes('1767225600 #tea 1767225606000.0LE +slow-mode=3')
  await perform(theatre, 'alice < :zoe!zoe@far.test MODE #tea +W 3')
})
