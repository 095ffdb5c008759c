import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { startNetwork } from '../network.ts'
import { causerie, emptyPlace } from './command.ts'

test('a hook that is made while the server runs posts at once, until it is removed', async () => {
  await using network = await startNetwork({ store: 'sqlite' })
  const hook = (...words: string[]) => causerie(['hook', ...words, '--data', network.data])
  const made = await hook('add', '#builds', '--name', 'build')
  const token = /^http:\/\/127\.0\.0\.1:8080\/hooks\/([\w-]{43})\n$/.exec(made.stdout)?.[1]
  assert.ok(token, made.stdout + made.stderr)
  const post = () =>
    fetch(`${network.web}hooks/${token}`, { method: 'POST', body: '{"text":"done"}' })
  assert.equal(await (await post()).text(), 'ok')

  assert.match((await hook('list')).stdout, /^build {2}posts into #builds, made \d{4}-\S+Z\n$/)
  const { createdAt, ...rest } = JSON.parse((await hook('list', '--json')).stdout)
  assert.deepEqual(rest, { name: 'build', channel: '#builds', usernames: false })
  assert.ok(Date.parse(createdAt) > 0)

  const again = await hook('add', '#other', '--name', 'BUILD')
  assert.deepEqual(again, {
    code: 1,
    stdout: '',
    stderr: 'causerie: there is a hook BUILD already\n',
  })
  assert.equal((await hook('remove', 'build')).stdout, 'removed the hook build\n')
  assert.equal((await hook('remove', 'build')).stderr, 'causerie: there is no hook "build"\n')
  assert.equal((await post()).status, 403)
})

test('the printed address is where people reach the page', async () => {
  await using place = await emptyPlace()
  const config = join(place.path, 'causerie.toml')
  await writeFile(config, '[webgate]\npublic_url = "https://chat.example.org/"\n')
  const { stdout } = await causerie(['hook', 'add', '#a', '--name', 'a', '--config', config])
  assert.match(stdout, /^https:\/\/chat\.example\.org\/hooks\/[\w-]{43}\n$/)
})

test('a channel or a name that cannot be is refused with what is allowed', async () => {
  await using place = await emptyPlace()
  for (const [channel, name, complaint] of [
    ['builds', 'build', /cannot be a channel: it begins with #/],
    ['#a b', 'build', /cannot be a channel/],
    [`#${'\u8336'.repeat(30)}`, 'build', /cannot be a channel: .* at most 64 bytes/],
    ['#a\u200b', 'build', /cannot be a channel/],
    ['#a', '7', /cannot be the name of a hook: it has at most 24 letters/],
    ['#a', 'a b', /cannot be the name/],
  ] as const) {
    const words = ['hook', 'add', channel, '--name', name, '--data', place.path]
    const { code, stderr } = await causerie(words)
    assert.equal(code, 1)
    assert.match(stderr, complaint)
  }
  assert.equal((await causerie(['hook', 'add', '#a', '--data', place.path])).code, 2)
})
