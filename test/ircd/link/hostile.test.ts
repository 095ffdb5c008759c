/** What a linked server says, or does not say, that would harm those who are here. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { metadataOf } from '../../../ircd/features/metadata/values.ts'
import { Questions, Unanswered } from '../../../ircd/link/healing/questions.ts'
import type { Peer } from '../../../ircd/link/peer.ts'
import { perform } from '../../play.ts'
import { guarded } from '../../protected.ts'
import { Theatre } from '../../theatre.ts'
import { join, linked } from './hub.ts'

test('a server may speak in a channel with every mode that slows or changes what people say', async () => {
  const throttle = { newTargets: { count: 3, ms: 60_000 } }
  const { theatre, says } = await linked({ settings: { protection: guarded({ throttle }) } })
  await perform(
    theatre,
    `
    alice +
    alice > JOIN #tea
    alice > MODE #tea +WSEf 60 *2:30 [1m#m,1t#b]:30
    alice > MODE #tea +b ~text:replace:coffee
    alice > MODE #tea +e ~msgbypass:colour+text:~channel:#milk
    alice <…
  `,
  )
  const { channels } = theatre.server.net
  const { modes, lists } = channels.get('#tea')!
  assert(modes.has('W') && modes.has('S') && modes.has('E') && modes.has('f'))
  const bans = lists.get('b')
  for (let n = 0; n < 4; n++) says(':0LE NOTICE #tea :\u0002coffee')
  await perform(theatre, 'alice < :leaf.test NOTICE #tea :\u0002coffee\n alice <…')
  says(':0LE NOTICE alice :hello')
  await perform(theatre, 'alice < :leaf.test NOTICE alice :hello\n alice <>')
  assert.equal(modes.has('m'), false)
  assert.equal(lists.get('b'), bans)
})

test('who logs in by an agent that falls silent, or goes, is read again', async () => {
  for (const ends of ['silent', 'gone'] as const) {
    await using theatre = await Theatre.open()
    const { says } = join(theatre, 'solanum', true)
    says(
      `:0LE EUID SaslServ 1 1767225600 +iS sasl leaf.test 0 0LEAAAAAS * * :Agent`,
      ':0LE ENCAP * MECHLIST :PLAIN',
    )
    await perform(
      theatre,
      'bea connects\n bea > CAP REQ sasl\n bea > NICK bea\n bea > AUTHENTICATE PLAIN\n bea <…',
    )
    const { session } = theatre.actors.get('bea')!
    const answered = session.receive(`AUTHENTICATE ${btoa('ann\0ann\0sesame')}`)
    assert(answered instanceof Promise, 'it waits')
    let isRead = false
    void answered.then(() => {
      isRead = true
    })
    says(`:0LE ENCAP irc.test SASL 0LEAAAAAS ${session.user.uid} C +`)
    await turn()
    assert.equal(isRead, false)
    if (ends === 'gone') says(':0HU SQUIT 0LE :gone')
    else {
      theatre.now += 31_000
      theatre.server.tick()
    }
    await turn()
    assert.equal(isRead, true, ends)
  }
})

test('a server of ours that goes too far with names and letters is not believed', async () => {
  const theatre = await Theatre.open()
  const { says } = join(theatre, 'causerie')
  await perform(theatre, 'alice +\n alice > JOIN #tea\n alice <…')
  says(':0HU PONG hub.test 1TS')
  const restate = (what: string, ...words: string[]) =>
    says([':0HU RESTATE', what, ...words].join(' '))
  const { net } = theatre.server
  restate('BEGIN', '#a\u0007b', '1767225000', '+n')
  restate('MEMBERS', '#a\u0007b', ':0LEAAAAAA:o')
  restate('END', '#a\u0007b')
  restate('BEGIN', '#milk', '1767225000', '+nb')
  restate('MEMBERS', '#milk', ':0LEAAAAAA:o')
  restate('END', '#milk')
  assert.deepEqual([...net.channels.keys()], ['#tea', '#milk'])
  assert.deepEqual([...net.channel('#milk')!.modes.keys()], ['n'])
  restate('BEGIN', '#honey', '1767225000', '+n')
  for (let n = 0; n < 1000; n++) restate('MEMBERS', '#honey', `:${'x'.repeat(10_000)}`)
  restate('MEMBERS', '#honey', ':0LEAAAAAA:o')
  restate('END', '#honey')
  assert.equal(net.channel('#honey'), undefined)
})

test('a server behind a link is called as nobody else could be', async () => {
  for (const name of ['NickServ', 'a!b@c.test', '*.test', `${'x'.repeat(60)}.test`, '.']) {
    const { theatre, heard, says, isClosed } = await linked({})
    says(`:0HU SID ${name} 2 0NW :new`)
    assert.equal(theatre.server.net.servers.has('0NW'), false, name)
    assert(isClosed())
    assert.match(heard.at(-1)!, /Invalid servername/)
  }
})

test('what could not stand before a line is nobody in whose name something is said', async () => {
  const theatre = await Theatre.open()
  const { says } = join(theatre, 'causerie')
  await perform(theatre, 'alice +\n alice > JOIN #tea\n alice <…')
  for (const name of ['x\\r\\n:irc.test', 'two\\swords', ':x', '']) {
    says(`@causerie/source=${name} :0HU NOTICE #tea :hello`)
    says(`@causerie/source=${name} :0HU TOPIC #tea :${name.length} letters`)
    await perform(theatre, 'alice < :hub.test NOTICE #tea :hello\n alice < :hub.test TOPIC #tea …')
  }
  says('@causerie/source=Puck!p@irc.test :0HU NOTICE #tea :hello')
  await perform(theatre, 'alice < :Puck!p@irc.test NOTICE #tea :hello\n alice <>')
})

test('a server with accounts of its own says nothing of ours', async () => {
  const theatre = await Theatre.open()
  const { says } = join(theatre, 'causerie')
  const of = () => metadataOf(theatre.server.net).of({ account: 'ann' }).get('url')
  const said = ':0HU METADATA @ann url 1767225500000.0HU :https://tea.example'
  says(said)
  assert.equal(of(), undefined)
  theatre.server.net.servers.get('0HU')!.ownAccounts = false
  says(said)
  assert.equal(of(), 'https://tea.example')
})

test('an answer about history that never ends is not waited for', async () => {
  const links = { net: { me: { sid: '1TS' } }, server: { ports: { now: () => 0 } } }
  const questions = new Questions({ linked: true, send() {}, links } as unknown as Peer)
  const asked = questions.ask('LIST', ['#tea'])
  for (let n = 0; n < 1000; n++) questions.hear(['AT', '1', 'x'.repeat(10_000)])
  questions.hear(['DONE', '1'])
  await assert.rejects(asked, Unanswered)
})

test('an answer to a labelled question that never ends is not kept back', async () => {
  const { theatre, heard, says } = await linked({})
  await perform(theatre, 'alice + batch labeled-response\n alice <…')
  const { session, heard: read } = theatre.actors.get('alice')!
  heard.length = 0
  await session.receive('@label=one STATS u leaf.test')
  const tag = /solanum\.chat\/response=(\S+?)[; ]/.exec(heard.join('\n'))![1]
  for (let n = 0; n < 10_000; n++) {
    says(`@solanum.chat/response=${tag} :0LE 242 ${session.user.uid} :Server up ${n}`)
  }
  assert.equal(read.filter((line) => line.includes(' 242 alice ')).length, 10_000)
  assert.match(read.at(-1)!, / BATCH -/)
})
