import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { causerie, emptyPlace } from './command.ts'

const toml = `
ircd.listen = ["tcp:127.0.0.1:0"]
bouncer.listen = []
webgate.listen = []
`

test('a defect outside of every conversation is logged, and ends the process with 1', async () => {
  const { code, fatal } = await startWithBomb('isMainThread')
  assert.deepEqual({ code, fatal }, { code: 1, fatal: 'a defect ends the process' })
})

test('a promise that nobody has cared for is such a defect', async () => {
  const { code, fatal } = await startWithBomb('isMainThread', 'Promise.reject(new Error("boom"))')
  assert.deepEqual({ code, fatal }, { code: 1, fatal: 'a defect ends the process' })
})

test('when the thread of the store dies, the process ends with 1 rather than lose a line', async () => {
  const { code, fatal } = await startWithBomb('!isMainThread')
  assert.deepEqual({ code, fatal }, { code: 1, fatal: 'the store has died' })
})

/** Something goes off in the threads that `where` means, once everything is open. */
async function startWithBomb(where: string, what = 'throw new Error("boom")') {
  await using place = await emptyPlace()
  const bomb = join(place.path, 'bomb.mjs')
  const ready = join(place.path, 'ready.json')
  await writeFile(
    bomb,
    `import { existsSync } from 'node:fs'
     import { isMainThread } from 'node:worker_threads'
     const fuse = ${where} && setInterval(() => {
       if (!existsSync(${JSON.stringify(ready)})) return
       clearInterval(fuse)
       ${what}
     }, 50)`,
  )
  const config = join(place.path, 'test.toml')
  await writeFile(config, toml)
  const env = { NODE_OPTIONS: `--import=${bomb}` }
  const { code, stdout, stderr } = await causerie(
    ['start', '--config', config, '--ready-file', ready],
    { env },
  )
  assert.ok(stdout.includes(' is open'), stderr)
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const last = lines.find(({ level }) => level === 'fatal')
  assert.match(last?.err.message, /boom/)
  return { code, fatal: last?.msg }
}
