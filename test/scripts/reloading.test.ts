import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import type { House } from '#host/house.ts'
import { createLog } from '#host/log.ts'
import { reloading } from '../../scripts/reloading.ts'
import { until } from '../until.ts'

function house(name: House['name'], reload?: () => void): House {
  return {
    name,
    addresses: [],
    ...(reload ? { reload } : {}),
    [Symbol.asyncDispose]: async () => {},
  }
}

test('SIGHUP and a changed certificate make the houses look again; one that cannot stops none', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-test-'))
  const paths = { cert: join(directory, 'cert.pem'), key: join(directory, 'key.pem') }
  await Promise.all(Object.values(paths).map((path) => writeFile(path, 'one')))
  const lines: string[] = []
  const log = createLog({ level: 'info' }, { write: (line) => lines.push(line) })
  let count = 0
  const broken = () => {
    throw new Error('the certificate is no good')
  }
  const houses = [house('ircd', broken), house('bouncer'), house('webgate', () => void count++)]
  const watch = reloading(houses, paths, log, 20)
  process.kill(process.pid, 'SIGHUP')
  await until('the signal', () => count === 1)
  await writeFile(paths.cert, 'two')
  await writeFile(paths.key, 'two')
  await until('the files', () => count >= 2)
  assert.match(lines.join(''), /the certificate is no good/)
  watch[Symbol.dispose]()
  await rm(directory, { recursive: true })
})
