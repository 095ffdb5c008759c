/**
 * A linked server that says anything: every verb that links have, with 0 to 15 parameters, from every
 * kind of source. Nothing throws, the network stays whole, what others are told can be read.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
// Links come first: their files know each other in a circle, which is entered there.
import '../../../ircd/link/links.ts'
import { hearers } from '../../../ircd/link/hear.ts'
import { encaps } from '../../../ircd/link/hear-encap.ts'
import { reading } from '../../../ircd/link/hybrid.ts'
import { oper } from '../../opers.ts'
import { Theatre } from '../../theatre.ts'
import { examineLine, examineNetwork } from './examine.ts'
import { type Hub, join } from './hub.ts'

/** What a link says before it is up, answers, and words that nobody knows. */
const others = 'PASS CAPAB SERVER EOB SVSJOIN SVSPART SVSTAG NONSENSE 001 433 461'
const verbs = [...new Set([...hearers.keys(), ...Object.keys(reading), ...others.split(' ')])]
const encapVerbs = [...Object.keys(encaps), 'SNOTE', 'INVITED', 'ACK', 'REHASH', 'NONSENSE']

const sources = fc.constantFrom(
  ...[
    '',
    ':0HU',
    ':0LE',
    ':0TR',
    ':0LEAAAAAA',
    ':0LEAAAAAB',
    ':1TS',
    ':hub.test',
    ':zoe',
    ':alice',
  ],
  ...[':ALICE-UID', ':9XX', ':9XXAAAAAA', ':', ':no.such', ':1TSZZZZZZ'],
)
const words = fc.constantFrom(
  ...[
    '#tea',
    '#new',
    '#',
    '&here',
    '@#tea',
    '0',
    '1',
    '5',
    '100',
    '1767225600',
    '99999999999',
    '-1',
  ],
  ...['0LEAAAAAA', '0LEAAAAAC', '0TRAAAAAA', '@0LEAAAAAA', '@+0LEAAAAAC', 'ALICE-UID', '1TSZZZZZZ'],
  ...['zoe', 'alice', 'bea', 'hub.test', 'leaf.test', 'new.test', 'irc.test', '0HU', '0NW', '1TS'],
  ...[
    '+o',
    '-o',
    '+ntlk',
    '+b',
    '-b',
    '+e',
    '+i-i',
    '+lk',
    '+qaohv',
    '+',
    '0',
    '*',
    '*!*@*',
    'NaN',
  ],
  ...[
    '+iow',
    '192.0.2.3',
    'far.test',
    'a'.repeat(600),
    'é',
    '\u{1F375}',
    '__proto__',
    'constructor',
  ],
)
const trailing = fc.constantFrom(
  ...[
    '',
    ' ',
    ':',
    'some words',
    '@0LEAAAAAA +0LEAAAAAC 0TRAAAAAA',
    'a!*@* 5 x b!*@* 6 y',
    '  a  b ',
  ],
  ...['TS 6 :0HU', 'QS ENCAP', 'x'.repeat(9000), '@+%~&!', '+o', '#tea,#new', '6'],
)
const tags = fc.constantFrom(
  ...[
    '',
    '',
    '',
    '',
    '',
    '@time=2026-01-01T00:00:00.000Z ',
    '@msgid=a\\sb ',
    '@msgid=x;+typing=active ',
  ],
  ...['@time=nonsense ', '@batch=m1 ', `@${'a=b;'.repeat(40)}c `, '@causerie/fence=1 ', '@+ '],
)
const verb = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...verbs) },
  { weight: 1, arbitrary: fc.constantFrom(...encapVerbs).map((name) => `ENCAP * ${name}`) },
)
const params = fc.array(words, { maxLength: 15 })
const anything = fc
  .tuple(tags, sources, verb, params, fc.option(trailing))
  .map(([tag, source, name, list, last]) =>
    [tag + source, name, ...list, ...(last === null ? [] : [`:${last}`])].filter(Boolean).join(' '),
  )

/** Lines that mean something, so that there is something to be broken. */
const sensible = fc.constantFrom(
  ':0LE EUID bea 2 1767225600 +i bea b.test 192.0.2.8 0LEAAAAAC * * :Bea',
  ':0TR EUID alice 2 1767225500 +i al a.test 192.0.2.9 0TRAAAAAA * * :Alice too',
  ':0HU SJOIN 1767225600 #tea +nt :@0LEAAAAAA 0LEAAAAAC',
  ':0HU SJOIN 1767225000 #tea +ntlk 5 key :@+0LEAAAAAA +0TRAAAAAA',
  ':0HU SJOIN 1767225600 #new +m :0TRAAAAAA',
  ':0LEAAAAAA JOIN 1767225600 #tea +',
  ':0LEAAAAAA TMODE 1767225600 #tea +ob-v ALICE-UID x!*@* 0LEAAAAAA',
  ':0LEAAAAAA KICK #tea ALICE-UID :out',
  ':0LEAAAAAA NICK alice :1767225400',
  ':0LEAAAAAA TOPIC #tea :milk',
  ':0HU SID new.test 2 0NW :new',
  ':0HU SQUIT 0LE :gone',
  ':0HU SID leaf.test 2 0LE :the leaf',
  ':0HU KILL ALICE-UID :path (no)',
  ':0LEAAAAAA KILL 0TRAAAAAA :path (no)',
  ':0HU RESTATE BEGIN #tea 1767225600 +ntlk 5 key',
  ':0HU RESTATE MEMBERS #tea :ALICE-UID:v 0LEAAAAAA:ov 0LEAAAAAC: 9XXAAAAAA:o',
  ':0HU RESTATE LIST #tea b :x!*@* 5 nobody ~account:x 6 x',
  ':0HU RESTATE TOPIC #tea 1767225600 1767225601 zoe :leaves',
  ':0HU RESTATE END #tea',
  ':0HU RESTATE NONE #tea',
  ':0LE ENCAP * GCAP :ENCAP CAUSERIE',
  ':0LE ENCAP * CAUSERIE MODES 1767225600 #tea 1767225600500.0LE +slow-mode=5 +owner=ALICE-UID -ban=x',
  ':0LEAAAAAA METADATA ALICE-UID status 1767225600000.0LE :hm',
  ':0LEAAAAAA ENCAP irc.test CAUSERIE ASK SANICK ALICE-UID alicia',
  '@solanum.chat/response=0LEAAAAAA,1,* :0LEAAAAAA STATS u 1TS',
)
const line = fc.oneof({ weight: 5, arbitrary: anything }, { weight: 2, arbitrary: sensible })

interface Scene extends AsyncDisposable {
  hub: Hub
  says(line: string): Promise<void>
}

async function open(speaks: 'solanum' | 'hybrid' | 'causerie'): Promise<Scene> {
  const options = { settings: { opers: [oper('boss')] } }
  const theatre = await Theatre.open(options)
  let hub = join(theatre, speaks)
  const enter = async () => {
    const alice = theatre.connect('alice')
    for (const each of ['NICK alice', 'USER al 0 * :A', 'JOIN #tea']) await theatre.say(alice, each)
    return alice
  }
  let alice = await enter()
  return {
    get hub() {
      return hub
    },
    async says(text) {
      hub.says(text.replaceAll('ALICE-UID', alice.session.user.uid))
      await theatre.say(alice, 'PING :there')
      if (hub.isClosed()) hub = join(theatre, speaks)
      if (alice.session.closed) alice = await enter()
      else if (!alice.session.user.channels.size) await theatre.say(alice, 'JOIN #tea')
    },
    async [Symbol.asyncDispose]() {
      await theatre[Symbol.asyncDispose]()
    },
  }
}

for (const speaks of ['solanum', 'hybrid', 'causerie'] as const) {
  test(`whatever a linked server says in the words of ${speaks}, the network stays whole`, async () => {
    const plays = fc.asyncProperty(
      fc.array(line, { minLength: 20, maxLength: 60, size: 'max' }),
      async (lines) => {
        await using scene = await open(speaks)
        for (const each of lines) {
          await scene.says(each)
          const { theatre, heard } = scene.hub
          examineNetwork(theatre.server)
          if (speaks !== 'causerie') for (const told of heard.splice(0)) examineLine(told)
          assert.deepEqual(theatre.faults, [])
        }
      },
    )
    await fc.assert(plays, { seed: 20260102, numRuns: 60, endOnFailure: true })
  })
}

test('every verb is said with 0 to 15 parameters from every source', async () => {
  await using scene = await open('solanum')
  const all = [...verbs, ...encapVerbs.map((name) => `ENCAP * ${name}`)]
  for (const name of all) {
    for (const source of ['', ':0HU ', ':0LEAAAAAA ', ':9XX ']) {
      for (let count = 0; count <= 15; count++) {
        await scene.says(`${source}${name} ${Array(count).fill('1').join(' ')}`)
      }
    }
  }
  examineNetwork(scene.hub.theatre.server)
  assert.deepEqual(scene.hub.theatre.faults, [])
})
