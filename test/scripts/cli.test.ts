import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { causerie, emptyPlace } from './command.ts'

const root = join(import.meta.dirname, '../..')

const commands = [
  ['start'],
  ['ircd'],
  ['bouncer'],
  ['webgate'],
  ['check-config'],
  ['account'],
  ['probe'],
  ['mkpasswd'],
]

test('each command describes itself, with examples', async () => {
  const top = await causerie(['--help'])
  assert.deepEqual({ code: top.code, stderr: top.stderr }, { code: 0, stderr: '' })
  const helps = await Promise.all(commands.map((words) => causerie([...words, '--help'])))
  for (const [index, { code, stdout }] of helps.entries()) {
    const name = commands[index]!.join(' ')
    assert.equal(code, 0)
    assert.ok(top.stdout.includes(`\n  ${name} `), `${name} is not in\n${top.stdout}`)
    assert.ok(stdout.startsWith(`Usage: causerie ${name} `), stdout)
    assert.ok(stdout.includes(`Examples:\n  $ `), stdout)
    assert.ok(stdout.includes(`causerie ${name}`), stdout)
  }
})

test('the version is that of the package', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const { code, stdout } = await causerie(['--version'])
  assert.deepEqual({ code, stdout }, { code: 0, stdout: `causerie-${version}\n` })
})

test('who calls it wrongly is told so, with exit code 2', async () => {
  const wrong = [['strat'], ['start', '--prot', '1'], ['check-config'], ['account', 'ad', 'x']]
  const outcomes = await Promise.all(wrong.map((words) => causerie(words)))
  for (const { code, stdout, stderr } of outcomes) {
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' })
    assert.match(stderr, /^causerie: .*\n/)
    assert.doesNotMatch(stderr, / at /)
  }
})

test('check-config tells whether a configuration is good', async () => {
  await using place = await emptyPlace()
  const example = join(root, 'causerie.example.toml')
  const good = await causerie(['check-config', '--config', example])
  assert.deepEqual(good, { code: 0, stdout: `${example} is good\n`, stderr: '' })

  const bad = join(place.path, 'bad.toml')
  await writeFile(bad, '[server]\nname = "nodot"\n')
  const { code, stderr } = await causerie(['check-config', '--config', bad])
  assert.equal(code, 1)
  assert.ok(stderr.startsWith(`causerie: ${bad}:2: server.name: must be `), stderr)

  const missing = await causerie(['check-config', '--config', join(place.path, 'none.toml')])
  assert.equal(missing.code, 1)
  assert.match(missing.stderr, /^causerie: .*none\.toml: .*there is no such file\n$/)
})

test('--debug shows where an error comes from', async () => {
  const words = ['check-config', '--config', '/nowhere.toml']
  const { stderr } = await causerie([...words, '--debug'])
  assert.match(stderr, /\n +at /)
  assert.doesNotMatch((await causerie(words)).stderr, /\n +at /)
})
