/** A renewed certificate is shown to whoever connects next. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import tls from 'node:tls'
import { ensureCertificate } from '#host/certificate.ts'
import { parseConfig } from '#host/config.ts'
import { createLog } from '#host/log.ts'
import { openStore } from '#store/open.ts'
import { start } from '../../bouncer/index.ts'

test('after a reload the bouncer shows the new certificate', async () => {
  const home = await mkdtemp(join(tmpdir(), 'causerie-test-'))
  const old = await ensureCertificate(join(home, 'old'), ['localhost'])
  const renewed = await ensureCertificate(join(home, 'renewed'), ['localhost'])
  let shown = old
  const config = parseConfig('[bouncer]\nlisten = ["tls:127.0.0.1:0"]', 'test', home)
  const ground = { log: createLog({ level: 'silent' }), secret: 's', tls: () => shown }
  await using store = await openStore('memory:')
  await using house = await start(config, ground, store)
  const [address] = house.addresses
  assert(address?.kind === 'tls')
  assert.equal(await fingerprintAt(address.port), old.fingerprint)
  shown = renewed
  assert.equal(await fingerprintAt(address.port), old.fingerprint)
  await house.reload?.()
  assert.equal(await fingerprintAt(address.port), renewed.fingerprint)
  await rm(home, { recursive: true })
})

async function fingerprintAt(port: number): Promise<string> {
  const socket = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256.replaceAll(':', '').toLowerCase()
}
