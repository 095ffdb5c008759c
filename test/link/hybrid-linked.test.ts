/** A server of ours and ircd-hybrid as one network: people on both sides see the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../chance.ts'
import { oper } from '../opers.ts'
import { until } from '../until.ts'
import { DelayProxy } from './delay-proxy.ts'
import { type Hybrid, hybridMissing, startHybrid } from './hybrid.ts'
import { agree } from './observer.ts'
import { linkLog, sees, startOwn, tells } from './own.ts'
import { Someone } from './someone.ts'

const skip = hybridMissing ?? false
const password = 'linkpass'
const links = [
  { name: 'irc.test', password },
  { name: 'eye-b.test', password },
]

async function everybody(hybrid: Hybrid, port: number): Promise<[Someone, Someone]> {
  const hal = await Someone.enters(hybrid.port, 'hal')
  const ann = await Someone.enters(port, 'ann')
  await sees(ann, 'hal')
  await sees(hal, 'ann')
  return [hal, ann]
}

test('what people did before the link is seen on the other side', { skip }, async () => {
  await using hybrid = await startHybrid({ links })
  const hal = await Someone.enters(hybrid.port, 'hal')
  await hal.asks('JOIN #theirs', 'MODE #theirs +b *!*@bad', 'MODE #theirs +kl sekrit 30')
  await hal.asks('TOPIC #theirs :hybrid topic', 'AWAY :gone')
  await using own = await startOwn({ links: [{ name: 'hyb.test', port: hybrid.port }] })
  const ann = await Someone.enters(own.irc.port, 'ann')
  await sees(ann, 'hal')
  const told = await ann.asks('JOIN #theirs sekrit', 'MODE #theirs', 'MODE #theirs b', 'WHOIS hal')
  const all = told.join('\n')
  for (const one of [
    / 332 ann #theirs :hybrid topic/,
    / 333 ann #theirs hal!~hal@127\.0\.0\.1 :?\d+/,
    / 353 ann = #theirs :@hal ann/,
    / 324 ann #theirs :?\+\w+ (?:sekrit :?30|30 :?sekrit)/,
    / 367 ann #theirs \*!\*@bad /,
    / 301 ann hal :gone/,
  ]) {
    assert.match(all, one)
  }
  hal.leaves()
})

test('what people did here before the link is seen there', { skip }, async () => {
  await using hybrid = await startHybrid({ links })
  await using own = await startOwn({ links: [{ name: 'hyb.test', port: hybrid.port }] })
  const ann = await Someone.enters(own.irc.port, 'ann')
  await ann.asks('JOIN #ours', 'MODE #ours +beI *!*@bad *!*@good *!*@friend', 'MODE #ours +ml 30')
  await ann.asks('TOPIC #ours :our topic', 'AWAY :lunch')
  await tells(own, 'link up')
  const hal = await Someone.enters(hybrid.port, 'hal')
  await sees(hal, 'ann')
  const all = (await hal.asks('JOIN #ours', 'MODE #ours', 'MODE #ours b', 'WHOIS ann')).join('\n')
  for (const one of [
    / 332 hal #ours :our topic/,
    / 353 hal = #ours :@?(?:hal @ann|ann hal)/,
    / 324 hal #ours \+\w+ 30/,
    / 367 hal #ours \*!\*@bad /,
    / 301 hal ann :lunch/,
  ]) {
    assert.match(all, one)
  }
})

test('users, modes, topics, bans, away and words cross the link both ways', { skip }, async () => {
  await using hybrid = await startHybrid({ links })
  await using own = await startOwn({ links: [{ name: 'hyb.test', port: hybrid.port }] })
  const [hal, ann] = await everybody(hybrid, own.irc.port)
  await hal.asks('JOIN #tea')
  ann.send('JOIN #tea')
  await hal.hears(/^:ann!\S+ JOIN :?#tea/)
  hal.send('MODE #tea +ov ann ann', 'MODE #tea +b *!*@bad', 'TOPIC #tea :milk first')
  await ann.hears(/^:hal!\S+ TOPIC #tea :milk first/)
  ann.send('MODE #tea +lm 30', 'MODE #tea -b *!*@bad', 'MODE #tea +h hal', 'TOPIC #tea :milk last')
  await hal.hears(/^:ann!\S+ TOPIC #tea :milk last/)
  assert.ok(hal.line.heard.some((line) => /^:ann!\S+ MODE #tea \+h hal/.test(line)))
  const [modes, bans] = [await hal.asks('MODE #tea'), await hal.asks('MODE #tea b')]
  assert.match(modes.join('\n'), / 324 hal #tea \+mntl 30/)
  assert.ok(!bans.some((line) => / 367 /.test(line)))
  hal.send('AWAY :gone fishing', 'PRIVMSG #tea :hello', 'PRIVMSG ann :psst', 'NOTICE ann :beep')
  await ann.hears(/^:hal!\S+ PRIVMSG #tea :hello/)
  await ann.hears(/^:hal!\S+ PRIVMSG ann :psst/)
  await ann.hears(/^:hal!\S+ NOTICE ann :beep/)
  assert.match((await ann.asks('WHOIS hal')).join('\n'), / 301 ann hal :gone fishing/)
  ann.send('AWAY :lunch', 'PRIVMSG hal :to you', 'NICK annie')
  await hal.hears(/^:ann!\S+ PRIVMSG hal :to you/)
  await hal.hears(/^:ann!\S+ NICK :?annie/)
  assert.match((await hal.asks('WHOIS annie')).join('\n'), / 301 hal annie :lunch/)
  ann.send('KICK #tea hal :too loud')
  await hal.hears(/^:annie!\S+ KICK #tea hal :too loud/)
  hal.send('JOIN #tea', 'PART #tea :bye')
  await ann.hears(/^:hal!\S+ PART #tea/)
  ann.send('QUIT :done')
  await hal.hears(/^:hyb\.test|QUIT|PART/)
  hal.leaves()
})

test('each server answers those of the other, and orders of an operator are carried out', {
  skip,
}, async () => {
  await using hybrid = await startHybrid({ links, services: ['irc.test'] })
  await using own = await startOwn({
    links: [{ name: 'hyb.test', port: hybrid.port }],
    settings: { oper: [{ name: 'boss', password: oper('boss').password, plain: true }] },
  })
  const hal = await Someone.enters(hybrid.port, 'hal')
  const ann = await Someone.enters(own.irc.port, 'ann', 'batch', 'labeled-response')
  await sees(ann, 'hal')
  await sees(hal, 'ann')
  ann.send('@label=v VERSION hyb.test', '@label=w WHOIS hal hal', '@label=n TIME no.such')
  await ann.hears(/^@label=n :irc\.test 402 /)
  assert.match(await ann.hears(/^@label=v /), /:hyb\.test 351 ann ircd-hybrid/)
  assert.match(await ann.hears(/ 318 ann hal /), /^@batch=\S+ :hyb\.test /)
  assert.ok(ann.line.heard.some((line) => / :hyb\.test 317 ann hal \d+ \d+ /.test(line)))
  hal.send('WHOIS ann ann', 'VERSION irc.test', 'TIME irc.test', 'STATS u irc.test')
  await hal.hears(/^:irc\.test 317 hal ann \d+ \d+ /)
  await hal.hears(/^:irc\.test 351 hal \S+ irc\.test/)
  await hal.hears(/^:irc\.test 391 hal irc\.test /)
  await hal.hears(/^:irc\.test 219 hal u /)
  await ann.asks('OPER boss sesame', 'SAJOIN hal #milk')
  await hal.hears(/^:hal!\S+ JOIN :?#milk/)
  ann.send('SAPART hal #milk :enough', 'SANICK hal hally', 'GLINE *@192.0.2.77 10m :tea thief')
  // ircd-hybrid keeps the reasons of those who have only just come to itself.
  await hal.hears(/^:hal!\S+ PART :?#milk/)
  await hal.hears(/^:hal!\S+ NICK :?hally/)
  await sees(ann, 'hally')
  await hal.asks('OPER boss sesame')
  const banned = async () =>
    (await hal.asks('STATS k')).some((line) => / 216 .*192\.0\.2\.77/.test(line))
  await until(() => 'hybrid to know the ban', banned)
  await ann.asks('UNGLINE *@192.0.2.77')
  await until(
    () => 'hybrid to forget the ban',
    async () => !(await banned()),
  )
  hal.leaves()
})

test('an operator of either server kills a user of the other', { skip }, async () => {
  await using hybrid = await startHybrid({ links })
  await using own = await startOwn({
    links: [{ name: 'hyb.test', port: hybrid.port }],
    settings: { oper: [{ name: 'boss', password: oper('boss').password, plain: true }] },
  })
  const [hal, ann] = await everybody(hybrid, own.irc.port)
  hal.send('OPER boss sesame')
  await hal.hears(/ 381 /)
  hal.send('KILL ann :enough')
  await ann.hears(/^:hal!\S+ KILL ann :?.*enough/)
  await ann.line.ends()
  const bea = await Someone.enters(own.irc.port, 'bea')
  await sees(bea, 'hal')
  bea.send('OPER boss sesame')
  await bea.hears(/ 381 /)
  bea.send('KILL hal :enough of you')
  await hal.line.ends()
  assert.match(hal.line.heard.join('\n'), /enough of you/)
  await until('hal to be gone', async () =>
    (await bea.asks('WHOIS hal')).some((line) => / 401 /.test(line)),
  )
})

test('a user and its channels come back after a split', { skip }, async () => {
  await using hybrid = await startHybrid({ links })
  await using wire = await DelayProxy.open(hybrid.port, new Chance(3))
  await using own = await startOwn({ links: [{ name: 'hyb.test', port: wire.port }] })
  const [hal, ann] = await everybody(hybrid, own.irc.port)
  await hal.asks('JOIN #tea')
  await until('hal to be seen in #tea', async () =>
    (await ann.asks('WHOIS hal')).some((line) => / 319 .*#tea/.test(line)),
  )
  ann.send('JOIN #tea')
  await hal.hears(/^:ann!\S+ JOIN :?#tea/)
  wire.cut()
  await ann.hears(/^:hal!\S+ QUIT :irc\.test hyb\.test/)
  await hal.hears(/^:ann!\S+ QUIT :hyb\.test irc\.test/)
  await hal.asks('MODE #tea +m', 'TOPIC #tea :while you were gone')
  await ann.asks('MODE #tea +s')
  wire.heal()
  await tells(own, 'link up', 1)
  await ann.hears(/^:hal!\S+ JOIN #tea/)
  await ann.hears(/TOPIC #tea :while you were gone/)
  await hal.hears(/^:ann!\S+ JOIN :?#tea/)
  assert.match((await ann.asks('MODE #tea')).join('\n'), / 324 ann #tea :?\+\w*m/)
})

test('ircd-hybrid dials us as well', { skip }, async () => {
  await using own = await startOwn({ links: [{ name: 'hyb.test' }] })
  await using hybrid = await startHybrid({
    links: [{ name: 'irc.test', password, port: own.irc.port }],
  })
  const joe = await Someone.enters(hybrid.port, 'joe')
  joe.send('OPER boss sesame', 'CONNECT irc.test')
  const [hal, ann] = await everybody(hybrid, own.irc.port)
  hal.send('PRIVMSG ann :hello')
  await ann.hears(/^:hal!\S+ PRIVMSG ann :hello/)
})

const flags = ['+m', '-m', '+i', '-i', '+s', '-s', '+t', '-t', '+n', '-n', '+l 5', '+l 9', '-l']
const masks = ['*!*@bad', '*!*@worse', 'x!*@*']

/** One thing that somebody does in a channel. */
function deed(chance: Chance, channel: string, nicks: string[]): string {
  const nick = chance.pick(nicks)
  return chance.pick([
    `MODE ${channel} ${chance.pick(flags)}`,
    `MODE ${channel} ${chance.pick(['+b', '-b'])} ${chance.pick(masks)}`,
    `MODE ${channel} ${chance.pick(['+o', '-o', '+v', '-v'])} ${nick}`,
    `TOPIC ${channel} :${chance.int(1, 1000)}`,
    `KICK ${channel} ${nick} :out`,
    `PART ${channel}`,
    `JOIN ${channel}`,
    `JOIN ${channel}`,
  ])
}

test('crossing changes over a slow wire leave both servers equal', { skip }, async () => {
  const chance = new Chance(Number(process.env.SEED ?? 11))
  await using hybrid = await startHybrid({ links })
  await using wire = await DelayProxy.open(hybrid.port, chance)
  await using own = await startOwn({
    links: [
      { name: 'hyb.test', port: wire.port, hub: ['*'] },
      { name: 'eye-a.test', dialect: 'hybrid' },
    ],
  })
  const nicks = ['ann', 'bea', 'cyd', 'hal', 'ida', 'joe']
  const people = await Promise.all(
    nicks.map((nick, i) => Someone.enters(i < 3 ? own.irc.port : hybrid.port, nick)),
  )
  await sees(people[0]!, 'joe')
  await sees(people[5]!, 'ann')
  const channels = ['#one', '#two', '#three']
  for (const channel of channels) {
    await people[0]!.asks(`JOIN ${channel}`)
    for (const each of people.slice(1)) await each.asks(`JOIN ${channel}`)
    people[0]!.send(`MODE ${channel} +oooooo ${nicks.slice(1).join(' ')}`)
  }
  await sees(people[5]!, 'ann')
  for (let n = 0; n < 150; n++) {
    chance.pick(people).send(deed(chance, chance.pick(channels), nicks))
    if (n % 5 === 4) await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const agreed = agree(
    { port: own.irc.port, name: 'eye-a.test', sid: '9EA' },
    { port: hybrid.port, name: 'eye-b.test', sid: '9EB' },
    `both servers tell the same (seed ${chance.seed})`,
  )
  await agreed.catch((error) => assert.fail(`${error.message}\n${linkLog(own)}`))
})
