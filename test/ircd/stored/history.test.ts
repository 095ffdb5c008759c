/** History on the store, where the server stops. */
import assert from 'node:assert/strict'
import net from 'node:net'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { parseConfig } from '#host/config.ts'
import { createLog } from '#host/log.ts'
import { openStore } from '#store/open.ts'
import { start } from '../../../ircd/index.ts'
import { Caller } from '../../caller.ts'

test('a server that stops has forgotten its guests before its store may be closed', async () => {
  await using store = await openStore('memory:')
  const { forget } = store.log
  let left = 0
  store.log.forget = async (...which) => {
    left++
    await setTimeout(100)
    const rows = await forget(...which)
    left--
    return rows
  }
  const config = parseConfig('[ircd]\nlisten = ["tcp:127.0.0.1:0"]', 'test', '/')
  const ground = { log: createLog({ level: 'silent' }), secret: 'x'.repeat(43) }
  const house = await start(config, { ...ground, tls: () => undefined }, store)
  const [address] = house.addresses
  assert(address?.kind === 'tcp')
  await using guest = new Caller(net.connect(address.port, '127.0.0.1'))
  guest.say('NICK guest', 'USER guest 0 * :Guest')
  await guest.hear(/ 001 guest /)
  const stopped = house[Symbol.asyncDispose]()
  await guest.hear(/ERROR/)
  await stopped
  assert.equal(left, 0)
})
