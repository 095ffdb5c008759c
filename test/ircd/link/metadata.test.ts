/** METADATA, read markers, remarks and invitations are the same on linked servers of ours. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oper } from '../../opers.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { join } from './hub.ts'
import { Linked, termsOf } from './linked.ts'

const caps = 'batch draft/metadata-2'

test('what somebody says of itself or of a channel is told on the other server, and taken back there', async () => {
  await using both = await Linked.open()
  both.link()
  await both.onA(`alice + ${caps}\n alice > JOIN #tea\n alice <…`)
  await both.onB(`bob + ${caps}\n bob > METADATA * SUB status url\n bob > JOIN #tea\n bob <…`)
  await both.onA(`
    alice > METADATA * SET status :drinks tea
    alice > METADATA #tea SET url :https://tea.example
    alice > METADATA * SET private :nobody subscribed
  `)
  await both.onB(`
    bob < :alice!~alice@192.0.2.1 METADATA alice status * :drinks tea
    bob < :alice!~alice@192.0.2.1 METADATA #tea url * https://tea.example
    bob <
    bob > METADATA alice GET private
    bob <… …761 bob alice private * :nobody subscribed
    bob <…
  `)
  await both.onA('alice > METADATA * SET status\n alice <…')
  await both.onB('bob < :alice!~alice@192.0.2.1 METADATA alice status * :')
})

test('after a split the later of two values counts on both sides, and what was taken away stays so', async () => {
  await using both = await Linked.open()
  both.link()
  const enter = (name: string) =>
    `${name} + ${caps}\n ${name} > METADATA * SUB status topic old\n ${name} > JOIN #tea\n ${name} <…`
  await both.onA(enter('alice'))
  await both.onB(`${enter('bob')}\n wait 1s`)
  await both.onA(`
    alice > MODE #tea +o bob
    alice > METADATA #tea SET old :still here
    alice <…
  `)
  await both.onB('bob <…')
  both.cut()
  await both.onA('alice <…')
  await both.onB('bob <…\n bob > METADATA #tea SET status :from b, first\n wait 5s')
  both.a.now = both.b.now
  await both.onA(`
    alice > METADATA #tea SET status :from a, later
    alice > METADATA #tea SET topic :from a, first
    alice > METADATA #tea SET old
    wait 5s
  `)
  both.b.now = both.a.now
  await both.onB('bob > METADATA #tea SET topic :from b, later\n bob <…')
  await both.onA('alice <…')
  both.link()
  const read = (name: string, server: string) => `
    ${name} <…
    ${name} > METADATA #tea GET status topic old
    ${name} < …BATCH …
    ${name} < …:${server} 761 ${name} #tea status * :from a, later
    ${name} < …:${server} 761 ${name} #tea topic * :from b, later
    ${name} < …:${server} 766 ${name} #tea old :Key not set
  `
  await both.onA(read('alice', 'a.test'))
  await both.onB(read('bob', 'b.test'))
})

test('of two values of one millisecond both servers keep the same', async () => {
  await using both = await Linked.open()
  await both.onA(`alice + ${caps}\n alice > JOIN #tea\n alice > METADATA #tea SET k :from a`)
  await both.onB(`bob + ${caps}\n bob > JOIN #tea\n bob > METADATA #tea SET k :from b`)
  both.link()
  const seen = (name: string) => `${name} <…\n ${name} > METADATA #tea GET k\n ${name} <… …:from b`
  await both.onA(seen('alice'))
  await both.onB(seen('bob'))
})

test('an account that both servers know has one set of values, and one place up to which it has read', async () => {
  const options = { accounts: { alice: 'secret-of-alice' } }
  await using both = await Linked.open(options)
  both.linksA.config.terms = [termsOf('b.test', { sharedAccounts: true })]
  both.linksB.config.terms = [termsOf('a.test', { sharedAccounts: true })]
  const own = `${caps} draft/read-marker`
  await perform(both.a, `alice + ${own}\n alice signs in\n alice > JOIN #tea\n alice <…`, options)
  await perform(
    both.b,
    `alice + ${own}\n alice signs in\n alice > NICK ally\n alice > METADATA * SUB status\n alice <…`,
    options,
  )
  both.link()
  await both.onB('alice > JOIN #tea\n alice <…')
  await both.onA(`
    wait 9s
    alice <…
    alice > METADATA * SET status :awake
    alice > MARKREAD #tea timestamp=2026-01-01T00:00:03.000Z
    alice > MARKREAD carol timestamp=2026-01-01T00:00:04.000Z
    alice <…
  `)
  both.b.now = both.a.now
  await both.onB(`
    alice <… :b.test MARKREAD #tea timestamp=2026-01-01T00:00:03.000Z
    alice < :b.test MARKREAD carol timestamp=2026-01-01T00:00:04.000Z
    alice > MARKREAD #tea timestamp=2026-01-01T00:00:01.000Z
    alice < :b.test MARKREAD #tea timestamp=2026-01-01T00:00:03.000Z
    alice > METADATA * LIST
    alice < …BATCH …
    alice < …:b.test 761 ally ally status * :awake
  `)
  both.cut()
  await both.onA(`
    alice > METADATA * SET status :asleep
    alice > MARKREAD #tea timestamp=2026-01-01T00:00:05.000Z
    alice > QUIT
  `)
  both.link()
  await both.onB(`
    alice <… :b.test MARKREAD #tea timestamp=2026-01-01T00:00:05.000Z
    alice <…
    alice > METADATA * GET status
    alice <… …:b.test 761 ally ally status * :asleep
  `)
})

test('what WHOIS says besides, and invitations and their end, are known on both servers', async () => {
  await using both = await Linked.open({ settings: { opers: [oper('boss')] } })
  both.link()
  await both.onB('bob +\n carol + invite-notify\n carol > JOIN #tea\n carol <…')
  await both.onA(`
    boss +
    boss > OPER boss sesame
    boss > SWHOIS bob :has the keys
    boss > JOIN #tea
    boss <…
  `)
  await both.onB(`
    carol > MODE #tea +io boss
    carol <…
    bob > WHOIS bob
    bob <… :b.test 320 bob bob :has the keys
    bob <…
  `)
  await both.onA('boss <…\n boss > INVITE bob #tea\n boss < :a.test 341 boss bob :#tea')
  await both.onB('bob < :boss!~boss@192.0.2.1 INVITE bob #tea\n carol < …INVITE bob #tea')
  await both.onA('boss > UNINVITE bob #tea\n boss <…')
  await both.onB('bob > JOIN #tea\n bob < :b.test 473 bob #tea :…')
  both.cut()
  both.link()
  await both.onA('boss > WHOIS bob\n boss <… :a.test 320 boss bob :has the keys\n boss <…')
  await both.onA('boss > SWHOIS bob\n boss <…')
  await both.onB('bob > WHOIS bob\n bob <> has the keys')
})

test('another kind of server passes on what servers of ours say to each other', async () => {
  const { theatre, heard, says } = join(await Theatre.open())
  const metadata = () =>
    heard.filter((line) => line.includes(' METADATA ')).map((line) => line.replace(/^@\S+ /, ''))
  await perform(theatre, `alice + ${caps}\n alice > METADATA * SET k :before\n alice <…`)
  assert.deepEqual(metadata(), [])
  const { uid } = theatre.actors.get('alice')!.session.user
  says(':0LE ENCAP * GCAP :ENCAP QS CAUSERIE')
  await perform(
    theatre,
    'wait 1s\n alice > METADATA * SET k :v w\n alice > METADATA * SUB k\n alice > SETNAME :Alice A\n alice <…',
  )
  assert.deepEqual(metadata(), [
    `:${uid} ENCAP * CAUSERIE METADATA ${uid} k 1767225601000.1TS :v w`,
  ])
  assert.match(heard.at(-1)!, new RegExp(`:${uid} ENCAP \\* CAUSERIE SETNAME :Alice A$`))
  says(
    `:0LEAAAAAA ENCAP * CAUSERIE METADATA 0LEAAAAAA k 1767225601000.0LE :hello there`,
    // Too old; of nobody; no key; a time that is not yet; from a server that is none of ours.
    `:0LEAAAAAA ENCAP * CAUSERIE METADATA 0LEAAAAAA k 1767225600999.0LE :no`,
    `:0LEAAAAAA ENCAP * CAUSERIE METADATA 0LEAAAAAZ k 1767225601000.0LE :no`,
    `:0LEAAAAAA ENCAP * CAUSERIE METADATA 0LEAAAAAA K 1767225601001.0LE :no`,
    `:0LEAAAAAA ENCAP * CAUSERIE METADATA 0LEAAAAAA k 9767225601001.0LE :no`,
    `:0LEAAAAAA ENCAP * CAUSERIE METADATA 0LEAAAAAA k`,
    `:0TR ENCAP * CAUSERIE METADATA 0LEAAAAAA k 1767225601002.0TR :no`,
    `:0LEAAAAAA METADATA 0LEAAAAAA k 1767225601003.0LE :no`,
    `:0LEAAAAAA ENCAP * CAUSERIE SETNAME :Zoe of the leaf`,
    `:0LEAAAAAA ENCAP * CAUSERIE toString 1 2 3`,
  )
  await perform(
    theatre,
    `
    alice > METADATA zoe GET k
    alice <… …:irc.test 761 alice zoe k * :hello there
    alice <…
    alice > WHOIS zoe
    alice < :irc.test 311 alice zoe zoe far.test * :Zoe of the leaf
  `,
  )
})
