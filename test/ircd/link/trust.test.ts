/** What a linked server may not do, may not bring, and may not leave open. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '#wire/message.ts'
import { saidToUser } from '../../../ircd/features/message/message.ts'
import { Fence } from '../../../ircd/link/fence.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { join, linked } from './hub.ts'

const bare = (line: string) => line.replace(/^@\S+ /, '')

test('a server that talks and answers no PING is given up, one that is slow is not', async () => {
  const { theatre, links, heard, says, isClosed } = await linked({})
  await perform(theatre, 'alice +\n alice > JOIN #tea\n alice <…')
  const later = (seconds: number) => {
    theatre.now += seconds * 1000
    says(':0HU PING hub.test')
    links.tick(theatre.now)
  }
  for (let n = 0; n < 5; n++) {
    later(100)
    says(':0HU PONG hub.test 1TS')
    assert.equal(isClosed(), false)
    await perform(
      theatre,
      `alice > TOPIC #tea :leaf ${n}\n alice > PART #tea\n alice > JOIN #tea\n alice <…`,
    )
  }
  for (let n = 0; n < 3; n++) later(100)
  assert.equal(isClosed(), true)
  assert.match(heard.at(-1)!, /\(It talks, and answers no PING\)$/)
})

test('a change that waits among many others is remembered and forgotten in its turn', () => {
  const fence = new Fence()
  fence.active = true
  const many = 50_000
  const began = performance.now()
  for (let n = 0; n < many; n++) fence.mark([{ channel: '#tea', register: 'mode l' }])
  assert.equal(fence.size, many)
  assert.equal(fence.pending('#tea', 'mode l')?.length, many)
  for (let n = 1; n < many; n++) fence.answered(n)
  assert.equal(fence.pending('#tea', 'mode l')?.length, 1)
  fence.answered()
  assert.equal(fence.isOpen('#tea'), false)
  // Copied for each that comes it took minutes.
  assert(performance.now() - began < 20_000)
})

test('only its own server and services say what somebody looks like', async () => {
  const { theatre, says } = await linked({})
  says(
    ':0LEAAAAAA JOIN 1767225600 #tea +',
    ':0TR EUID eve 2 1767225600 +i eve tree.test 192.0.2.8 0TRAAAAAA * * :Eve',
  )
  await perform(theatre, 'alice +\n alice <…')
  const { uid } = theatre.actors.get('alice')!.session.user
  says(`:0TR CHGHOST ${uid} faked.test`, ':0TR CHGHOST 0LEAAAAAA faked.test')
  says(`:0TR ENCAP * CHGHOST 0LEAAAAAA faked.test`, ':0LE CHGHOST 0LEAAAAAA true.test')
  await perform(
    theatre,
    `
    alice > USERHOST alice zoe
    alice < :irc.test 302 alice :alice=+~alice@192.0.2.1 zoe=+zoe@true.test
  `,
  )
  const other = await Theatre.open()
  const services = join(other, 'solanum', true)
  await perform(other, 'alice +\n alice <…')
  services.says(`:0HU CHGHOST ${other.actors.get('alice')!.session.user.uid} tea.test`)
  await perform(
    other,
    `
    alice < :irc.test 396 alice tea.test :is now your displayed host
    alice > USERHOST alice
    alice < :irc.test 302 alice :alice=+~alice@tea.test
  `,
  )
})

test('who speaks for a server that nobody knows is told so', async () => {
  const { heard, says, isClosed } = await linked({})
  heard.length = 0
  says(':9ZZ SJOIN 1767225600 #tea + :9ZZAAAAAA')
  assert.deepEqual(heard.map(bare), [':1TS SQUIT 9ZZ :Unknown server'])
  assert.equal(isClosed(), false)
})

test('names and parameters that no server could be told are not taken', async () => {
  const { theatre, links, says } = await linked({})
  const long = 'x'.repeat(400)
  says(
    `:0HU SJOIN 1767225600 #${long} + :0LEAAAAAA`,
    `:0LEAAAAAA JOIN 1767225600 #a\u0007b +`,
    `:0HU SJOIN 1767225600 #tea +ntk ${long} :0LEAAAAAA`,
    `:0LEAAAAAA TMODE 1767225600 #tea +b ${'é'.repeat(200)}!*@*`,
  )
  const { net } = theatre.server
  assert.deepEqual([...net.channels.keys()], ['#tea'])
  const tea = net.channel('#tea')!
  assert.deepEqual([...tea.modes.keys()].sort(), ['n', 't'])
  assert.deepEqual(tea.list('b'), [])
  assert.equal([...links.linked()].length, 1)
})

test('an id of a message that names a user of another side is not taken', async () => {
  const { theatre, says } = await linked({})
  await perform(theatre, 'alice + message-tags\n alice <…')
  const { uid } = theatre.actors.get('alice')!.session.user
  const id = (of: string) => `1${'1767225600'}000000001${of}`
  says(
    `@msgid=${id('1TSAAAAAA')} :0LEAAAAAA PRIVMSG ${uid} :faked`,
    `@msgid=${id('0LEAAAAAA')} :0LEAAAAAA PRIVMSG ${uid} :true`,
  )
  const { heard } = theatre.actors.get('alice')!
  const [faked, real] = heard.filter((line) => / PRIVMSG /.test(line))
  assert.doesNotMatch(faked!, /1TSAAAAAA/)
  assert.match(real!, RegExp(`msgid=${id('0LEAAAAAA')}`))
})

test('words that do not fit into a line of other servers go in several', async () => {
  const { theatre, heard } = await linked({})
  await perform(theatre, 'alice +\n alice <…')
  heard.length = 0
  const { server } = theatre
  const zoe = server.net.user('zoe')!
  const words = 'tee, thé, '.repeat(90)
  for (const text of [words, `\u0001ACTION ${words}\u0001`]) {
    const said = { verb: 'PRIVMSG', target: 'zoe', text, user: zoe } as const
    server.commit(saidToUser, said, server.net.user('alice')!)
  }
  const said = heard.filter((line) => / PRIVMSG /.test(line))
  assert.equal(said.length, 6)
  for (const line of said) assert(Buffer.byteLength(bare(line)) <= 510)
  const texts = said.map((line) => parse(line)!.params[1]!)
  assert.equal(texts.slice(0, 3).join(''), words)
  const acts = texts.slice(3).map((text) => /^\u0001ACTION (.*)\u0001$/.exec(text)?.[1])
  assert.equal(acts.join(''), words)
  const ids = said.flatMap((line) => parse(line)!.tags?.get('msgid') ?? [])
  assert.equal(new Set(ids).size, 2)
  assert.equal(ids.length, 2)
})

test('a login ends when the agent of services is killed', async () => {
  const theatre = await Theatre.open()
  const { says } = join(theatre, 'solanum', true)
  says(
    ':0HU EUID SaslServ 2 1767225600 +iS sasl hub.test 0 0HUAAAAAS * * :Agent',
    ':0HU ENCAP * MECHLIST :PLAIN',
  )
  await perform(
    theatre,
    `
    bea connects
    bea > CAP REQ sasl
    bea > NICK bea
    bea > AUTHENTICATE PLAIN
    bea <… :irc.test CAP …
  `,
  )
  const bea = theatre.actors.get('bea')!
  says(`:0HU ENCAP irc.test SASL 0HUAAAAAS ${bea.session.user.uid} C +`)
  const answered = bea.session.receive(`AUTHENTICATE ${btoa('ann\0ann\0sesame')}`)
  says(':0HU KILL 0HUAAAAAS :hub.test (by mistake)')
  await answered
  assert.match(bea.heard.at(-1)!, / 904 /)
})

test('a message of several lines is not waited for when whoever began it has left', async () => {
  const own = join(await Theatre.open(), 'causerie')
  await perform(own.theatre, 'alice +\n alice <…')
  const { uid } = own.theatre.actors.get('alice')!.session.user
  own.says(`:0LEAAAAAA BATCH +m1 draft/multiline ${uid}`, ':0LEAAAAAA QUIT :gone')
  const [peer] = own.links.linked()
  assert.equal(peer!.batches.size, 0)
})

test('a registered channel has its lock and its operators back where a late link knew an older one', async () => {
  const options = { accounts: { alice: 'secret-of-alice' } }
  const theatre = await Theatre.open(options)
  const { heard, says } = join(theatre)
  await perform(
    theatre,
    `
    alice +
    alice signs in
    alice > JOIN #tea
    alice > CS REGISTER #tea
    alice > CS SET #tea MLOCK +ml 10
    alice <…
  `,
    options,
  )
  heard.length = 0
  says(':0HU SJOIN 1500000000 #tea +s :@0LEAAAAAA')
  await theatre.wait(6000)
  const uid = theatre.actors.get('alice')!.session.user.uid
  const told = heard.map(bare).filter((line) => / TMODE /.test(line))
  assert.deepEqual(told, [
    ':1TS TMODE 1500000000 #tea +ml 10',
    `:1TS TMODE 1500000000 #tea +o ${uid}`,
  ])
})
