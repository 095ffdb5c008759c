/** A linked server that wants harm: it may lose its own link, and nothing else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LocalNetwork } from '../network.ts'
import { linkLog, sees, startOwn } from './own.ts'
import { now, ScriptedDoor, ScriptedPeer } from './scripted-peer.ts'
import { Someone } from './someone.ts'

interface Scene extends AsyncDisposable {
  own: LocalNetwork
  ann: Someone
  /** A server that behaves, with a user `zoe` in #tea. */
  good: ScriptedPeer
  zoe: string
}

async function scene(): Promise<Scene> {
  const own = await startOwn({
    links: [{ name: 'good.test' }, { name: 'bad.test' }, { name: 'hub.test', hub: ['*.far.test'] }],
  })
  const ann = await Someone.enters(own.irc.port, 'ann')
  await ann.asks('JOIN #tea')
  const good = await ScriptedPeer.dial(own.irc.port, { name: 'good.test', sid: '9GD' })
  await good.links()
  const zoe = good.brings('zoe', 1)
  good.send(`:${good.sid} SJOIN ${good.view.channel('#tea')!.ts} #tea + :${zoe}`)
  await ann.hears(/^:zoe!\S+ JOIN #tea/)
  return { own, ann, good, zoe, [Symbol.asyncDispose]: () => own[Symbol.asyncDispose]() }
}

async function bad({ own }: Scene, name = 'bad.test'): Promise<ScriptedPeer> {
  const peer = await ScriptedPeer.dial(own.irc.port, { name, sid: '9BD' })
  await peer.links()
  return peer
}

/** The client and the good server are as they were, and talk. */
async function isWell({ own, ann, good, zoe }: Scene, after: string): Promise<void> {
  const word = `still here ${Math.random()}`
  ann.send(`PRIVMSG zoe :${word}`)
  await good.hears(RegExp(`PRIVMSG ${zoe} :${word}`))
  good.send(`:${zoe} PRIVMSG #tea :${word}`)
  await ann.hears(RegExp(`^:zoe!\\S+ PRIVMSG #tea :${word}`))
  assert.equal(good.line.closed, false, after)
  assert.ok(!own.log.some(({ level }) => level === 'error' || level === 'fatal'), linkLog(own))
}

test('what ends a link ends only that one', async () => {
  await using s = await scene()
  const ends: [string, (peer: ScriptedPeer) => void][] = [
    ['a second CAPAB', (peer) => peer.line.send('CAPAB :QS')],
    ['a server that is there', (peer) => peer.line.send(':9BD SID good.test 2 9XX :x')],
    ['an id that is there', (peer) => peer.line.send(':9BD SID new.test 2 9GD :x')],
    ['a server behind a leaf', (peer) => peer.line.send(':9BD SID new.test 2 9XX :x')],
    ['a user with an id of another server', (peer) => introduces(peer, '9GDAAAAAZ')],
    ['a user with an id that is there', (peer) => introduces(peer, s.zoe)],
    ['a line without an end', (peer) => peer.line.raw('x'.repeat(100_000))],
    ['a line that is too long', (peer) => peer.line.send(`:9BD ${'y'.repeat(20_000)}`)],
    ['an ERROR', (peer) => peer.line.send('ERROR :you will see')],
  ]
  for (const [what, does] of ends) {
    const peer = await bad(s)
    does(peer)
    await peer.line.ends().catch((error) => assert.fail(`${what}: ${error}`))
    await isWell(s, what)
  }
})

function introduces(peer: ScriptedPeer, uid: string): void {
  const line = `EUID eve 1 ${now()} +i eve h.test 192.0.2.1 ${uid} * * :Eve`
  peer.line.send(`:9BD ${line}`)
}

test('what makes no sense, or comes from the wrong side, changes nothing', async () => {
  await using s = await scene()
  const { ann, good, zoe } = s
  const annId = good.view.uid('ann')!
  const peer = await bad(s)
  const { ts } = good.view.channel('#tea')!
  peer.line.send(
    `:${annId} QUIT :faked`,
    `:${annId} PRIVMSG #tea :faked`,
    `:${zoe} KICK #tea ${annId} :faked`,
    `:${zoe} NICK other :${now()}`,
    `:9GD SQUIT 9GD :faked`,
    `:9GD SJOIN 1 #tea + :@${zoe}`,
    `:1CA TMODE ${ts} #tea -o ${annId}`,
    `:9ZZ SJOIN 1 #tea + :9ZZAAAAAA`,
    `:9BD SJOIN ${ts} #tea + :@${zoe} @${annId} @9ZZAAAAAA`,
    `:9BD TMODE ${ts + 100} #tea +m`,
    `:9BD SJOIN nonsense #tea +m :`,
    '',
    ':',
    '::::',
    '@',
    '@a=b',
    `@${'tag=x;'.repeat(30)}t :9BD PING`,
    `:9BD ${'1 '.repeat(60)}`,
    ':9BD EUID',
    ':9BD ENCAP',
    ':9BD NONSENSE 1 2 3',
  )
  peer.line.raw(Buffer.from([0x3a, 0x39, 0x42, 0x44, 0x20, 0xff, 0xfe, 0x00, 0x0d, 0x0a]))
  peer.line.raw(Buffer.from(':9BD PRIVMSG #tea :nul\0and \xff\r\n', 'latin1'))
  peer.line.send(':9BD PING bad.test :1CA')
  await peer.hears(/PONG irc\.test :?9BD/)
  await isWell(s, 'nonsense')
  const names = (await ann.asks('NAMES #tea')).join('\n')
  assert.match(names, / 353 ann = #tea :(?:@ann zoe|zoe @ann)/)
  assert.match((await ann.asks('MODE #tea')).join('\n'), / 324 ann #tea :?\+nt$/m)
  assert.ok(!ann.line.heard.some((line) => line.includes('faked')), ann.line.heard.join('\n'))
  assert.equal(peer.line.closed, false)
})

test('a hub brings only servers that its masks let through', async () => {
  await using s = await scene()
  const peer = await bad(s, 'hub.test')
  peer.line.send(':9BD SID one.far.test 2 9F1 :far')
  await good(s, 'one.far.test')
  peer.line.send(':9BD SID near.test 2 9F2 :near')
  await peer.line.ends()
  await isWell(s, 'a server that the mask does not fit')
  assert.match(linkLog(s.own), /near\.test may not be behind this link/)
  assert.ok(!(await s.ann.asks('LINKS')).some((line) => line.includes('one.far.test')))
})

async function good({ ann }: Scene, name: string): Promise<void> {
  for (let n = 0; n < 200; n++) {
    if ((await ann.asks('LINKS')).some((line) => line.includes(name))) return
  }
  assert.fail(`${name} never came`)
}

test('a flood of users is taken, and is gone with its link', async () => {
  await using s = await scene()
  const peer = await bad(s)
  const ts = now()
  const id = (n: number) => `9BD${(10 * 36 ** 5 + n).toString(36).toUpperCase()}`
  for (let n = 0; n < 5000; n += 100) {
    const lines = Array.from({ length: 100 }, (_, i) => {
      const nick = `f${n + i}`
      return `:9BD EUID ${nick} 1 ${ts} +i ${nick} h.test 192.0.2.1 ${id(n + i)} * * :${nick}`
    })
    peer.line.send(...lines)
  }
  await sees(s.ann, 'f4999')
  await isWell(s, 'the flood')
  peer.drop()
  await s.good.hears(/SQUIT 9BD/)
  await isWell(s, 'the end of the flood')
  assert.ok((await s.ann.asks('WHOIS f1')).some((line) => / 401 /.test(line)))
})

test('who says nothing after connecting, or hangs in the middle, is given up', async () => {
  await using door = await ScriptedDoor.open()
  await using own = await startOwn({ links: [{ name: 'peer.test', port: door.port }] })
  const line = await door.next()
  await line.hears(/^SERVER /)
  await line.hears(/^ERROR :Closing Link: \S+ \(Connection timed out\)/)
  await line.ends()
  assert.match(linkLog(own), /peer\.test/)
})

test('a nick of our own services is nobody else’s, however old', async () => {
  await using s = await scene()
  const peer = await bad(s)
  const older = now() - 1000
  const id = peer.brings('NickServ', 1, older)
  await peer.hears(RegExp(`SAVE ${id} ${older}$`))
  const other = peer.brings('other', 2)
  peer.send(`:${other} NICK ChanServ :${older}`)
  await peer.hears(RegExp(`SAVE ${other} ${older}$`))
  const { ts } = s.good.view.channel('#tea')!
  peer.send(`:${other} JOIN ${ts} #tea +`, `:${peer.sid} KILL ChanServ :hub (away with it)`)
  await s.ann.hears(RegExp(`^:${other}!\\S+ JOIN`))
  const said = await s.ann.asks('NICKSERV HELP', 'CHANSERV HELP', 'WHOIS NickServ')
  for (const nick of ['NickServ', 'ChanServ']) {
    assert.ok(
      said.some((line) => line.startsWith(`:${nick}!services@`)),
      said.join('\n'),
    )
  }
  assert.match(said.join('\n'), / 313 ann NickServ :is a network service/)
  await isWell(s, 'a collision with a service')
})

test('times that there are not, and answers to nothing, leave no trace', async () => {
  await using s = await scene()
  const before = Date.now()
  const peer = await bad(s)
  const eve = peer.brings('eve', 1)
  const future = now() + 10 ** 9
  peer.line.send(
    `:9BD SJOIN Infinity #never + :${eve}`,
    `:9BD SJOIN 1e300 #never + :${eve}`,
    `:${eve} JOIN Infinity #never +`,
    `:9BD SJOIN ${future} #later + :${eve}`,
    '@causerie/since=1e300 :9BD EUID tim 1 Infinity +i tim h.test 192.0.2.1 9BDAAAAAT * * :Tim',
    ':9BD FENCE what',
    ':9BD FENCE 1e300',
    ...Array.from({ length: 20 }, () => ':9BD PONG bad.test 1CA'),
    `:9BD BAN constructor * eve ${now()} 60 60 * :why`,
    ':9BD PING bad.test :1CA',
  )
  await peer.hears(/ PONG irc\.test /)
  const talker = await Someone.enters(s.own.irc.port, 'tam', 'message-tags', 'echo-message')
  talker.send('PRIVMSG eve :when?')
  const said = await talker.hears(/PRIVMSG eve :when/)
  assert.ok(timeOf(said) >= before - 60_000 && timeOf(said) <= Date.now() + 60_000, said)
  const told = await s.ann.asks('WHOIS tim', 'MODE #never')
  assert.match(told.join('\n'), / 318 ann tim /)
  assert.match(told.join('\n'), / 403 ann #never /)
  await isWell(s, 'times that there are not')
})

/** The first letters of a message id are its time, in digits of base 62. */
function timeOf(line: string): number {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  const [, text = ''] = /msgid=(.{8})/.exec(line) ?? []
  return [...text].reduce((time, letter) => time * 62 + digits.indexOf(letter), 0)
}
