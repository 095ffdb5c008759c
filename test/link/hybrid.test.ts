/** Before anything is linked with it: ircd-hybrid alone, people on it, and a scripted peer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chance } from '../chance.ts'
import { DelayProxy } from './delay-proxy.ts'
import { hybridMissing, startHybrid } from './hybrid.ts'
import { now, ScriptedPeer } from './scripted-peer.ts'
import { Someone } from './someone.ts'

const skip = hybridMissing ?? false
const links = [{ name: 'peer.test', password: 'linkpass' }]

test('ircd-hybrid bursts to a scripted peer what somebody did on it', { skip }, async () => {
  await using hybrid = await startHybrid({ links })
  const hal = await Someone.enters(hybrid.port, 'hal')
  hal.send('JOIN #h', 'MODE #h +ntlk 25 sekrit', 'MODE #h +b *!*@bad.host', 'TOPIC #h :old')
  await hal.asks('AWAY :gone')
  const peer = await ScriptedPeer.dial(hybrid.port, { dialect: 'hybrid' })
  await peer.links()
  const { view } = peer
  assert.deepEqual(view.servers.get('0HY'), { name: 'hyb.test', uplink: '' })
  const uid = view.uid('hal')!
  assert.deepEqual([view.users.get(uid)?.user, view.users.get(uid)?.away], ['~hal', 'gone'])
  const channel = view.channel('#h')!
  assert.deepEqual([...channel.modes].sort(), [
    ['k', 'sekrit'],
    ['l', '25'],
    ['n', ''],
    ['t', ''],
  ])
  assert.deepEqual([...channel.lists], ['b *!*@bad.host'])
  assert.deepEqual([[...channel.members.get(uid)!], channel.topic], [['o'], 'old'])
  assert.deepEqual(view.unknown, [])
  hal.leaves()
  peer.drop()
})

test('a scripted user is seen on ircd-hybrid over a wire that takes its time', {
  skip,
}, async () => {
  await using hybrid = await startHybrid({ links })
  await using wire = await DelayProxy.open(hybrid.port, new Chance(7))
  const hal = await Someone.enters(hybrid.port, 'hal')
  await hal.asks('JOIN #h')
  const peer = await ScriptedPeer.dial(wire.port, { dialect: 'hybrid' })
  await peer.links()
  const zoe = peer.brings('zoe', 1)
  const ts = peer.view.channel('#h')!.ts
  peer.send(`:${peer.sid} SJOIN ${ts} #h +nt :+${zoe}`, `:${zoe} PRIVMSG #h :hello`)
  await hal.hears(/^:zoe!zoe@host\.test JOIN :?#h/)
  await hal.hears(/MODE #h \+v zoe/)
  await hal.hears(/^:zoe!zoe@host\.test PRIVMSG #h :hello/)
  hal.send('PRIVMSG zoe :and to you', 'MODE #h +o zoe')
  await peer.hears(RegExp(`^:${peer.view.uid('hal')} PRIVMSG ${zoe} :and to you`))
  await peer.hears(RegExp(`TMODE ${ts} #h \\+o ${zoe}`))
  assert.deepEqual([...peer.view.channel('#h')!.members.get(zoe)!].sort(), ['o', 'v'])
  wire.cut()
  await hal.hears(/^:zoe!zoe@host\.test QUIT :hyb\.test peer\.test/)
  hal.leaves()
})

test('ircd-hybrid closes a link whose password is wrong', { skip }, async () => {
  await using hybrid = await startHybrid({ links })
  const peer = await ScriptedPeer.dial(hybrid.port, { dialect: 'hybrid', password: 'wrong' })
  peer.greet()
  assert.match(await peer.hears(/ERROR/), /Invalid password|credentials/i)
  await peer.line.ends()
  assert.ok(now() > 0)
})
