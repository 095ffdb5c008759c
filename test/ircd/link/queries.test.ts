/**
 * Questions to other servers.
 * https://github.com/solanum-ircd/solanum/blob/main/doc/technical/ts6.md
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { oper } from '../../opers.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'
import { join, linked } from './hub.ts'
import { Linked } from './linked.ts'

const rises = 'boss > OPER boss sesame\n boss <…'

test('a server answers those of another one, which it is asked by name, pattern or nick', async () => {
  await using both = await Linked.open({
    settings: { admin: ['The attic', 'Ann', 'a@b.example'], motd: ['hello'] },
  })
  both.link()
  await both.onB('bob +')
  await both.onA(`
    alice +
    alice > VERSION b.test
    alice < :b.test 351 alice causerie-test b.test :…
    alice < :b.test 105 alice …
    alice <…
    alice > TIME b.*
    alice < :b.test 391 alice b.test 1767225600 0 :Thu, 01 Jan 2026 00:00:00 GMT
    alice > ADMIN bob
    alice < :b.test 256 alice b.test :Administrative info
    alice < :b.test 257 alice :The attic
    alice < :b.test 258 alice :Ann
    alice < :b.test 259 alice :a@b.example
    alice > INFO b.test
    alice < :b.test 371 alice :causerie-test
    alice <… :b.test 374 alice :End of INFO
    alice > MOTD bob
    alice < :b.test 375 alice :- b.test message of the day -
    alice < :b.test 372 alice :- hello
    alice < :b.test 376 alice :End of MOTD
    alice > USERS b.test
    alice < :b.test 446 alice :USERS has been disabled
    wait 30s
    alice > LUSERS * b.test
    alice < :b.test 251 alice :There are 2 users and 0 invisible on 2 servers
    alice <… :b.test 255 alice :I have 1 clients and 1 servers
    alice <… :b.test 266 …
    alice > LINKS b.test *
    alice < :b.test 364 alice b.test b.test :0 TestNet
    alice < :b.test 364 alice a.test b.test :1 TestNet
    alice < :b.test 365 alice * :End of LINKS
    alice > WHOWAS nobody 1 b.test
    alice < :b.test 406 alice nobody :There was no such nickname
    alice < :b.test 369 alice nobody :End of WHOWAS
    alice > STATS u b.test
    alice < :b.test 242 alice :Server up …
    alice <… :b.test 219 alice u :End of STATS
    alice > STATS u no.test
    alice < :a.test 402 alice no.test :No such server
    alice > VERSION a.test
    alice < :a.test 351 alice …
  `)
})

test('how long somebody has been idle its own server knows', async () => {
  await using both = await Linked.open()
  both.link()
  await both.onB('bob +\n wait 40s')
  both.a.now = both.b.now
  await both.onA(`
    alice +
    alice > WHOIS bob
    alice < :a.test 311 alice bob ~bob 192.0.2.1 * :bob of the play
    alice < :a.test 312 alice bob b.test :TestNet
    alice < :a.test 318 alice bob :End of WHOIS
    alice > WHOIS bob bob
    alice < :b.test 311 alice bob ~bob 192.0.2.1 * :bob of the play
    alice < :b.test 312 alice bob b.test :TestNet
    alice < :b.test 317 alice bob 40 1767225600 :seconds idle, signon time
    alice < :b.test 318 alice bob :End of WHOIS
    alice > WHOIS nobody bob
    alice < :a.test 402 alice nobody :No such server
  `)
})

test('a labelled question has all of its answer, however many lines another server says', async () => {
  await using both = await Linked.open()
  both.link()
  await both.onB('bob +')
  await both.onA(`
    alice + batch labeled-response
    alice > @label=one WHOIS bob bob
    alice < @label=one :a.test BATCH +$b labeled-response
    alice < @batch=$b :b.test 311 …
    alice < @batch=$b :b.test 312 …
    alice < @batch=$b :b.test 317 …
    alice < @batch=$b :b.test 318 …
    alice < :a.test BATCH -$b
    alice > @label=two TIME b.test
    alice < @label=two :b.test 391 …
    alice <
  `)
})

test('a server that answers not at all holds a labelled question back for ten seconds', async () => {
  const { theatre, heard, says } = await linked({})
  await perform(
    theatre,
    `
    alice + batch labeled-response
    alice > @label=one VERSION leaf.test
    alice <
  `,
  )
  const { uid } = theatre.actors.get('alice')!.session.user
  const asked = heard.at(-1)!
  const [, response = ''] = /solanum\.chat\/response=([^; ]+)/.exec(asked) ?? []
  assert.equal(response, `${uid},1,leaf.test`)
  assert.match(asked, new RegExp(` :${uid} VERSION 0LE$`))
  await perform(
    theatre,
    'wait 11s\n alice < @label=one :irc.test ACK\n alice > @label=two TIME leaf.test',
  )
  says(
    `@solanum.chat/response=${uid},2,leaf.test :0LE 391 ${uid} leaf.test :noon`,
    `:0LE NOTICE ${uid} :nothing to do with it`,
    `@solanum.chat/response=${uid},2,leaf.test :0LE NOTICE ${uid} :and ten minutes`,
    `@solanum.chat/response=${uid},2,leaf.test :0HU ENCAP irc.test ACK`,
    `@solanum.chat/response=${uid},9,leaf.test :0LE ENCAP irc.test ACK`,
  )
  await perform(
    theatre,
    `
    alice < :leaf.test NOTICE alice :nothing to do with it
    alice <
  `,
  )
  says(`@solanum.chat/response=${uid},2,leaf.test :0LE ENCAP irc.test ACK`)
  await perform(
    theatre,
    `
    alice < @label=two :irc.test BATCH +$b labeled-response
    alice < @batch=$b :leaf.test 391 alice leaf.test :noon
    alice < @batch=$b :leaf.test NOTICE alice :and ten minutes
    alice < :irc.test BATCH -$b
    alice > @label=three TIME tree.test
  `,
  )
  says(':0HU SQUIT 0TR :gone')
  await perform(theatre, 'alice < @label=three :irc.test ACK')
})

test('where a link has no tags the last numeric is the end', async () => {
  const { theatre, heard, says } = join(await Theatre.open(), 'hybrid')
  await perform(
    theatre,
    'alice + batch labeled-response\n alice > @label=one WHOIS zoe zoe\n alice <',
  )
  const { uid } = theatre.actors.get('alice')!.session.user
  assert.equal(heard.at(-1), `:${uid} WHOIS 0LEAAAAAA zoe`)
  says(`:0LE 317 ${uid} zoe 5 1795 :seconds idle`, `:0LE 318 ${uid} zoe :End of /WHOIS list.`)
  await perform(
    theatre,
    `
    alice < @label=one :irc.test BATCH +$b labeled-response
    alice < @batch=$b :leaf.test 317 alice zoe 5 1795 :seconds idle
    alice < @batch=$b :leaf.test 318 alice zoe :End of /WHOIS list.
    alice < :irc.test BATCH -$b
  `,
  )
})

test('questions of other servers are answered, and passed on to those that they are for', async () => {
  const { heard, says } = await linked({ settings: { motd: ['hello'] } })
  const zoe = '0LEAAAAAA'
  const asked = async (line: string) => {
    const before = heard.length
    says(line)
    await turn()
    return heard.slice(before).map((each) => each.replace(/^@time=[^; ]+ |time=[^; ]+;/, ''))
  }
  assert.deepEqual(await asked(`:${zoe} MOTD :1TS`), [
    `:1TS 375 ${zoe} :- irc.test message of the day -`,
    `:1TS 372 ${zoe} :- hello`,
    `:1TS 376 ${zoe} :End of MOTD`,
  ])
  assert.deepEqual(await asked(`:${zoe} TIME no.test`), [`:1TS 402 ${zoe} no.test :No such server`])
  const tag = `@solanum.chat/response=${zoe},7,irc.*`
  const refused = await asked(`${tag} :${zoe} STATS k :1TS`)
  assert.match(refused[0]!, /^@solanum\S+,7,irc\.\* :1TS 481 0LEAAAAAA :/)
  assert.deepEqual(refused.slice(1), [`${tag} :1TS ENCAP leaf.test ACK`])
  assert.deepEqual(await asked(`${tag} :${zoe} ENCAP * UNHEARDOF`), [
    `${tag} :1TS ENCAP leaf.test ACK`,
  ])
  assert.match((await asked(`:${zoe} VERSION 1TS`))[1]!, /^:1TS 105 0LEAAAAAA /)
  // An operator over there may see here what the configuration says.
  says(`:${zoe} MODE ${zoe} +o`)
  assert.deepEqual(await asked(`:${zoe} STATS k 1TS`), [`:1TS 219 ${zoe} k :End of STATS`])
  assert.match(
    (await asked(`:${zoe} CONNECT spare.test 0 1TS`))[0]!,
    / NOTICE 0LEAAAAAA :spare\.test is being dialled/,
  )
  assert.match((await asked(`:${zoe} ENCAP irc.test REHASH`))[0]!, / 481 /)
})

test('who asks too much is told to wait, and nonsense is answered by nobody', async () => {
  const { heard, says } = await linked({})
  const zoe = '0LEAAAAAA'
  const before = heard.length
  for (let i = 0; i < 40; i++) says(`:${zoe} TIME 1TS`)
  const answers = heard.slice(before)
  assert.equal(answers.filter((line) => / 391 /.test(line)).length, 20)
  assert.equal(answers.filter((line) => / 263 0LEAAAAAA TIME /.test(line)).length, 20)
  const silent = heard.length
  says(
    ':0LE TIME 1TS',
    `:${zoe} TIME`,
    `:${zoe} TIME 0HU`,
    `:${zoe} ENCAP irc.test CAUSERIE ASK SANICK 1TSAAAAAA evil`,
    ':0LE 391 1TSAAAAAA :to nobody',
    ':0LE 391 0HU :to a server',
    `:0LE 391 ${zoe} :to where it comes from`,
    `@solanum.chat/response=,,,,  :0LE NOTICE ${zoe} :hm`,
    ':0LE ENCAP irc.test ACK',
  )
  assert.equal(heard.length, silent)
})

test('a numeric of another server cannot pass for a welcome', async () => {
  const { theatre, says } = await linked({})
  await perform(theatre, 'alice +')
  const { uid } = theatre.actors.get('alice')!.session.user
  says(`:0LE 001 ${uid} :Welcome`, `:0LE 404 ${uid} #tea :Cannot send to channel`)
  await perform(
    theatre,
    `
    alice < :leaf.test 101 alice :Welcome
    alice < :leaf.test 404 alice #tea :Cannot send to channel
  `,
  )
})

async function operators(): Promise<Linked> {
  const both = await Linked.open({ settings: { opers: [oper('boss')] } })
  both.link()
  await both.onB('bob +\n bob > JOIN #tea\n bob <…')
  await both.onA(`boss + batch labeled-response\n ${rises}`)
  return both
}

test('an operator makes somebody on another server do it, and its own server says what was wrong', async () => {
  await using both = await operators()
  await both.onA(`
    boss > SAJOIN bob #milk
    boss > SANICK bob robert
    boss > SAPART robert #tea :over there
    boss > CHGNAME robert :Robert
    boss > QUARANTINE robert :for a while
    boss <
  `)
  await both.onB(`
    bob < :bob!~bob@192.0.2.1 JOIN #milk
    bob <… :b.test 366 bob #milk :…
    bob < :bob!~bob@192.0.2.1 NICK robert
    bob < :robert!~bob@192.0.2.1 PART #tea :over there
    bob < :robert MODE robert +q
    bob < :b.test NOTICE robert :You are in quarantine: for a while. …
  `)
  const user = both.a.server.net.user('robert')!
  assert.equal(user.realname, 'Robert')
  assert.deepEqual(
    [...user.channels].map(({ name }) => name),
    ['#milk'],
  )
  assert.equal(both.b.told.filter((event) => event === 'forced').length, 3)
  await both.onA(`
    boss > @label=x SANICK robert 9nick
    boss < @label=x :b.test 432 boss 9nick :…
    boss > CHGNAME robert :
    boss < :b.test FAIL CHGNAME INVALID_REALNAME :This real name is not valid
    boss > SAQUIT robert :enough
  `)
  await both.onB('bob is gone')
  assert.equal(both.a.server.net.user('robert'), undefined)
})

test('an operator may there what its own server gave it, and the other one allows', async () => {
  await using both = await operators()
  both.linksB.config.terms[0]!.operators = ['see']
  both.cut()
  both.link()
  await both.onA(`
    boss > STATS c b.test
    boss < :b.test 213 boss C * * a.test 0 :auto
    boss <… :b.test 219 boss c :End of STATS
    boss > SANICK bob robert
    boss < :b.test 481 boss :…
    boss > REHASH b.test
    boss < :b.test 481 boss :…
    boss > CONNECT spare.test 0 b.test
    boss < :b.test 481 boss :…
    boss > TRACE b.test
    boss < :b.test 205 boss User users bob 192.0.2.1 :0
    boss <… :b.test 262 boss b.test :End of TRACE
  `)
  both.linksB.config.terms[0]!.operators = ['routing', 'rehash']
  both.cut()
  both.link()
  await both.onA(`
    boss > CONNECT spare.test 0 b.test
    boss < :b.test NOTICE boss :spare.test: No such link is configured
    boss > @label=r REHASH b.test
    boss < @label=r :b.test 382 boss …
    boss > STATS c b.test
    boss < :b.test 481 boss :…
  `)
})

test('another kind of server cannot be asked to make somebody do something', async () => {
  const { theatre } = await linked({ settings: { opers: [oper('boss')] } })
  await perform(
    theatre,
    `
    boss +
    ${rises}
    boss > SAJOIN zoe #milk
    boss < :irc.test FAIL SAJOIN ELSEWHERE zoe :leaf.test is another kind of server: only there can it be done
  `,
  )
})

test('what a server says to somebody or to a channel is heard, whatever they keep out', async () => {
  const { theatre, says } = await linked({})
  await perform(
    theatre,
    `
    alice +
    alice > MODE alice +RgD
    alice > SILENCE +*!*@*
    alice > JOIN #tea
    alice > MODE #tea +nmD
    alice <…
  `,
  )
  const { uid } = theatre.actors.get('alice')!.session.user
  says(`:0LE NOTICE ${uid} :hello`, ':0LE NOTICE #tea :hello all')
  await perform(
    theatre,
    'alice < :leaf.test NOTICE alice :hello\n alice < :leaf.test NOTICE #tea :hello all',
  )
})
