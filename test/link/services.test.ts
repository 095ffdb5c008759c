/** Before anything is linked with them: Atheme and Anope alone, each with a scripted uplink. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anopeMissing, anopeSid, startAnope } from './anope.ts'
import { athemeMissing, athemeSid, startAtheme } from './atheme.ts'
import { now, ScriptedDoor, ScriptedPeer } from './scripted-peer.ts'

const uplink = { name: 'peer.test', password: 'linkpass' }

/** Brings the nick of somebody who registers it, once services have said who they are. */
async function register(peer: ScriptedPeer, sid: string): Promise<string> {
  peer.greet()
  await peer.hears(/^(?::\S+ )?SERVER services\.test /)
  peer.send(`:${peer.sid} SVINFO 6 6 0 :${now()}`)
  const uid = peer.brings('zoe', 1)
  peer.send(`:${peer.sid} EOB`, `:${peer.sid} PING peer.test :${sid}`)
  await peer.hears(/PONG /)
  peer.send(`:${uid} PRIVMSG ${peer.view.uid('NickServ')} :REGISTER sesame1 zoe@example.test`)
  return uid
}

test('Atheme logs in who registers, with SU', { skip: athemeMissing ?? false }, async () => {
  await using door = await ScriptedDoor.open()
  await using _services = await startAtheme({ ...uplink, port: door.port })
  const peer = new ScriptedPeer(await door.next())
  const uid = await register(peer, athemeSid)
  await peer.hears(RegExp(`^:${athemeSid} ENCAP \\* SU ${uid} :?zoe`))
  assert.match(peer.line.heard[0]!, /^PASS linkpass TS 6 :0SV/)
})

test('Anope logs in who registers, with SVSACCOUNT', { skip: anopeMissing ?? false }, async () => {
  await using door = await ScriptedDoor.open()
  await using _services = await startAnope({ ...uplink, port: door.port })
  const peer = new ScriptedPeer(await door.next(), { dialect: 'hybrid' })
  const uid = await register(peer, anopeSid)
  await peer.hears(RegExp(`^:${anopeSid} SVSACCOUNT ${uid} \\d+ zoe`))
  assert.match(peer.line.heard[0]!, /^:00A PASS linkpass/)
})
