/**
 * What other kinds of servers say and hear, each in its own words: echoes, jupes, certificates, and
 * what ircd-hybrid takes from servers.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oper } from '../../opers.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { join, linked } from './hub.ts'

const rises = 'boss +\n boss > OPER boss sesame\n boss <…'
const bare = (line: string) => line.replace(/^@\S+ /, '')

test('who receives a private message echoes it to a server that waits for that', async () => {
  const { theatre, heard, says } = await linked({})
  await perform(theatre, 'alice +')
  const { uid } = theatre.actors.get('alice')!.session.user
  const zoe = '0LEAAAAAA'
  const echoes = () => heard.filter((line) => / ECHO [PNT] /.test(line))
  says(`@msgid=m1 :${zoe} PRIVMSG ${uid} :nobody waits`)
  assert.deepEqual(echoes(), [])
  for (const sid of ['0HU', '0LE']) says(`:${sid} ENCAP * GCAP :ENCAP QS STAG ECHO`)
  says(
    `@time=2026-01-01T00:00:00.000Z;msgid=m2;+x=y :${zoe} PRIVMSG ${uid} :hello`,
    `@msgid=m3 :${zoe} NOTICE ${uid} :a word`,
    `@msgid=m4;+typing=active :${zoe} TAGMSG ${uid}`,
  )
  assert.deepEqual(echoes(), [
    `@time=2026-01-01T00:00:00.000Z;msgid=m2;+x=y :${uid} ECHO P ${zoe} hello`,
    `@time=2026-01-01T00:00:00.000Z;msgid=m3 :${uid} ECHO N ${zoe} :a word`,
    `@time=2026-01-01T00:00:00.000Z;msgid=m4;+typing=active :${uid} ECHO T ${zoe}`,
  ])
  await perform(theatre, 'alice <…\n alice > SILENCE +*!*@*\n alice <…')
  says(`@msgid=m5 :${zoe} PRIVMSG ${uid} :unheard`, `:${zoe} ECHO P ${uid} :no echo of mine`)
  assert.equal(echoes().length, 3)
  await perform(theatre, 'alice <')
})

test('a name of a server that services have taken no server can have, until they give it back', async () => {
  const theatre = await Theatre.open()
  const hub = join(theatre, 'solanum', true)
  hub.says(':0HU SERVER bad.test 2 :(H) tea thief', ':0LE SERVER leaf.test 2 :it is there')
  await perform(
    theatre,
    `
    alice +
    alice > LINKS bad.*
    alice < :irc.test 364 alice bad.test hub.test :2 (H) tea thief
    alice < :irc.test 365 alice bad.* :End of LINKS
  `,
  )
  hub.says(':0HU SID bad.test 2 0BA :it wants in')
  assert.equal(hub.isClosed(), true)
  assert.match(hub.heard.at(-1)!, /\(Server bad\.test juped\.\)$/)
  // What they have taken is gone with them.
  const again = join(theatre, 'solanum', true)
  again.says(':0HU SID bad.test 2 0BA :it is let in')
  assert.equal(again.isClosed(), false)
  again.says(':0HU SQUIT 0BA :out', ':0HU SERVER bad.test 2 :no', ':0HU SQUIT bad.test :yes')
  again.says(':0HU SID bad.test 2 0BA :it is let in')
  assert.equal(again.isClosed(), false)
})

test('a server whose name was taken is refused when it calls, and only services take names', async () => {
  const theatre = await Theatre.open({ settings: { casemapping: 'rfc1459' } })
  const services = join(theatre, 'solanum', true)
  services.says(':0HU SERVER spare.test 2 :no')
  const caller: string[] = []
  const peer = services.links.accept(
    { push: (text) => void caller.push(text), end: (text) => void caller.push(text ?? '') },
    { ip: '192.0.2.77', secure: true },
  )
  for (const line of [
    'PASS to-us TS 6 :0SP',
    'CAPAB :QS ENCAP EX IE',
    'SERVER spare.test 1 :spare',
  ]) {
    peer.receive(line)
  }
  assert.deepEqual(caller, ['ERROR :Closing Link: 192.0.2.77 (Server juped.)'])
  const plain = await linked({})
  plain.says(':0HU SERVER bad.test 2 :no', ':0HU SID bad.test 2 0BA :welcome')
  assert.equal(plain.isClosed(), false)
})

test('which certificate somebody shows is known on all servers', async () => {
  const fingerprint = 'ab'.repeat(32)
  const { theatre, heard, says } = await linked({ settings: { opers: [oper('boss')] } })
  await perform(
    theatre,
    `alice connects with ${fingerprint}\n alice > NICK alice\n alice > USER a 0 * :A\n alice <…`,
  )
  const { uid } = theatre.actors.get('alice')!.session.user
  assert.equal(bare(heard.at(-1)!), `:${uid} ENCAP * CERTFP ${fingerprint}`)
  says(`:0LEAAAAAA ENCAP * CERTFP :${'CD'.repeat(32)}`, ':0LEAAAAAA ENCAP * CERTFP :nonsense')
  await perform(
    theatre,
    `
    ${rises}
    boss > WHOIS zoe
    boss <… :irc.test 276 boss zoe :has client certificate fingerprint ${'cd'.repeat(32)}
  `,
  )
})

test('ircd-hybrid is told in its own words what operators do to its people, and which bans there are', async () => {
  const settings = { opers: [oper('boss')] }
  const { theatre, heard } = join(await Theatre.open({ settings }), 'hybrid')
  await perform(theatre, rises)
  const { uid } = theatre.actors.get('boss')!.session.user
  heard.length = 0
  await perform(
    theatre,
    `
    boss > SAJOIN zoe #milk
    boss > SAPART zoe #milk :enough
    boss > SANICK zoe zoey
    boss <
    boss > SANICK zoe 9oe
    boss < :irc.test FAIL SANICK ELSEWHERE zoe :…
    boss > SAQUIT zoe
    boss < :irc.test FAIL SAQUIT ELSEWHERE zoe :…
    boss > GLINE *@bad.example 10m :tea thief
    boss > QLINE evil 10m :no
    boss > UNGLINE *@bad.example
    boss > UNQLINE evil
  `,
  )
  const seconds = Math.floor(theatre.now / 1000)
  assert.deepEqual(heard, [
    ':1TS SVSJOIN 0LEAAAAAA #milk',
    ':1TS SVSPART 0LEAAAAAA #milk enough',
    `:1TS SVSNICK 0LEAAAAAA 0 zoey ${seconds}`,
    `:${uid} KLINE * 600 * bad.example :tea thief`,
    `:${uid} RESV * 600 evil no`,
    `:${uid} UNKLINE * * bad.example`,
    `:${uid} UNRESV * evil`,
  ])
})

test('services of ircd-hybrid make people join and leave, and say something of them', async () => {
  const theatre = await Theatre.open()
  const { says } = join(theatre, 'hybrid', true)
  await perform(
    theatre,
    'alice +\n carol +\n carol > JOIN #locked\n carol > MODE #locked +k leaf\n carol <…',
  )
  const { uid } = theatre.actors.get('alice')!.session.user
  says(
    `:0HU SVSJOIN ${uid} #milk`,
    `:0HU SVSJOIN ${uid} #locked wrong`,
    `:0HU SVSJOIN ${uid} #locked leaf`,
    `:0HU SVSPART ${uid} #milk :enough`,
    `:0HU SVSPART ${uid} #nowhere :enough`,
    `:0HU SVSTAG ${uid} 0 320 + :waters the flowers`,
  )
  await perform(
    theatre,
    `
    alice < :alice!~alice@192.0.2.1 JOIN #milk
    alice <… :irc.test 475 alice #locked :…
    alice < :alice!~alice@192.0.2.1 JOIN #locked
    alice <… :alice!~alice@192.0.2.1 PART #milk enough
    alice <
    alice > WHOIS alice
    alice <… :irc.test 320 alice alice :waters the flowers
    alice <…
  `,
  )
  says(`:0HU SVSTAG ${uid} 0 -`)
  await perform(theatre, 'alice > WHOIS alice\n alice <> waters')
})
