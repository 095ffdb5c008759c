import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { emptyPlace, launcher } from './command.ts'

const root = join(import.meta.dirname, '../..')

/** A Node that is too old; where this machine has none, ours without its types. */
const oldNode = findOldNode() ?? [process.execPath, '--no-strip-types']

test('an old Node hands over to the runtime that npm brought', async () => {
  await using clone = await emptyPlace()
  await makeClone(clone.path, 'console.log(process.execPath, words); process.exitCode = 7')
  const { code, stdout } = await run(clone.path, ['a b', '--c'])
  assert.equal(code, 7)
  assert.equal(stdout.trim(), `${process.execPath} [ 'a b', '--c' ]`)
})

test('an old Node hands on signals, and ends as the other process ended', async () => {
  await using clone = await emptyPlace()
  await makeClone(
    clone.path,
    `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('up')`,
  )
  const [command, ...flags] = oldNode
  const child = spawn(command!, [...flags, join(clone.path, 'scripts/causerie.js')])
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  assert.equal(code, 9)
})

test('an old Node without that runtime says in one line what to do', async () => {
  await using bare = await emptyPlace()
  await mkdir(join(bare.path, 'scripts'))
  await copyFile(launcher, join(bare.path, 'scripts/causerie.js'))
  await writeFile(join(bare.path, 'package.json'), '{ "type": "module" }')
  const { code, stderr } = await run(bare.path, ['start'])
  assert.equal(code, 1)
  assert.match(stderr, /^causerie: this needs Node 24 or newer, .*npm ci.*\n$/)
})

test('the scripts find the runtime of this platform, also where npm has taken its link away', async () => {
  await using clone = await emptyPlace()
  const name = `node-${process.platform}-${process.arch}`
  const modules = join(clone.path, 'node_modules')
  for (const path of [`${name}/bin`, '.bin']) await mkdir(join(modules, path), { recursive: true })
  await writeFile(join(modules, name, 'bin/node'), '')
  await mkdir(join(clone.path, 'scripts'))
  await writeFile(join(clone.path, 'package.json'), '{ "type": "module" }')
  await copyFile(join(root, 'scripts/link-runtime.js'), join(clone.path, 'scripts/link.js'))
  for (let times = 0; times < 2; times++) {
    assert.deepEqual(await run(clone.path, [], 'link.js'), { code: 0, stdout: '', stderr: '' })
    assert.equal(await readlink(join(modules, '.bin/node')), `../${name}/bin/node`)
  }
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  assert.equal(scripts.prepare, 'node scripts/link-runtime.js', 'npm ci calls it')
})

/** What the launcher needs around it: a runtime, and a command line that is `body`. */
async function makeClone(path: string, body: string): Promise<void> {
  await mkdir(join(path, 'node_modules/.bin'), { recursive: true })
  await mkdir(join(path, 'scripts'))
  const runtime = join(path, 'node_modules/.bin/node')
  await writeFile(runtime, `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 })
  await copyFile(launcher, join(path, 'scripts/causerie.js'))
  await writeFile(join(path, 'package.json'), '{ "type": "module" }')
  await writeFile(
    join(path, 'scripts/cli.ts'),
    `export async function main(words: string[]): Promise<void> { ${body} }`,
  )
}

async function run(path: string, words: string[], script = 'causerie.js') {
  const [command, ...flags] = oldNode
  const child = spawn(command!, [...flags, join(path, 'scripts', script), ...words])
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ])
  return { code, stdout, stderr }
}

function findOldNode(): string[] | undefined {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    if (directory.includes('node_modules')) continue
    const node = join(directory, 'node')
    try {
      const version = execFileSync(node, ['--version'], { encoding: 'utf8', stdio: 'pipe' })
      const major = Number.parseInt(version.slice(1), 10)
      if (major >= 18 && major < 24) return [node]
    } catch {
      // There is none in this directory.
    }
  }
  return undefined
}
