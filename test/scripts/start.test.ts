import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { dial } from '#host/dial.ts'
import { spawnNetwork } from '../network.ts'
import { until } from '../until.ts'
import { causerie, emptyPlace, launcher } from './command.ts'

const anyPort = 'listen = ["tcp:127.0.0.1:0"]'

test('start says where everything is and what to type', async () => {
  await using network = await spawnNetwork()
  const { web, irc, ircTls, bouncer } = network
  for (const said of [
    web,
    `${ircTls.host}:${ircTls.port} (TLS)`,
    `/server add causerie ${irc.host}/${irc.port} -notls`,
    `/connect -notls ${irc.host} ${irc.port}`,
    `/server add -network bouncer -notls ${bouncer.host} ${bouncer.port}`,
    '/set irc.server.bouncer.sasl_username NICK',
    `account add NICK --config ${join(network.data, 'test.toml')}\n`,
  ]) {
    assert.ok(network.output.includes(said), `${said} is not in\n${network.output}`)
  }
  assert.match(network.output, /"house":"webgate","addresses":\["tcp:127\.0\.0\.1:\d+"\]/)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} stops it at once and cleanly, also while people are connected`, async () => {
    await using network = await spawnNetwork()
    const client = await dial({ kind: 'tcp', ...network.irc })
    client.resume().on('error', () => {})
    const began = Date.now()
    const ended = await network.kill(signal)
    assert.deepEqual(ended, { code: 0, signal: null }, network.output)
    assert.ok(Date.now() - began < 3000)
    assert.match(network.output, /"msg":"stopped"/)
    assert.doesNotMatch(network.output, /"level":"(error|fatal)"/)
    await assert.rejects(readFile(join(network.data, 'ready.json')))
    client.destroy()
  })
}

test('on a terminal the log is for people, and Ctrl-C stops', {
  skip: process.platform === 'linux' ? false : 'script(1) is another program elsewhere',
}, async () => {
  await using place = await emptyPlace()
  const toml = join(place.path, 'test.toml')
  const houses = ['ircd', 'bouncer', 'webgate'].map((house) => `[${house}]\n${anyPort}`)
  await writeFile(toml, houses.join('\n'))
  // Without `exec` some shells stay, and end as the one that was interrupted.
  const program = `exec ${process.execPath} ${launcher}`
  const command = `${program} start --config ${toml} --data ${place.path}`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  let seen = ''
  child.stdout.on('data', (text) => {
    seen += text
  })
  await until(
    'the greeting',
    () => seen.includes('Ctrl-C stops.') || child.exitCode !== null,
    30_000,
  )
  child.stdin.write('\x03')
  assert.deepEqual(await closed, [0, null], seen)
  assert.match(seen, /INFO.*listening/)
  assert.match(seen, /stopped/)
  assert.doesNotMatch(seen, /\{"level"/)
})

test('it starts again on the same data and ports after it was killed', async () => {
  await using network = await spawnNetwork()
  const fingerprint = fingerprintIn(network.output)
  const first = network.pid
  assert.equal((await network.kill('SIGKILL')).signal, 'SIGKILL')
  await network.restart()
  assert.notEqual(network.pid, first)
  assert.equal(
    fingerprintIn(network.output.slice(network.output.lastIndexOf('SHA-256'))),
    fingerprint,
  )
  ;(await dial({ kind: 'tcp', ...network.irc })).destroy()
})

test('a second process on the same data is refused, and the first goes on', async () => {
  await using network = await spawnNetwork()
  const { code, stderr } = await causerie(['start', '--config', join(network.data, 'test.toml')])
  assert.equal(code, 1)
  assert.equal(lastLine(stderr).includes(`as process ${network.pid}`), true, stderr)
  ;(await dial({ kind: 'tcp', ...network.irc })).destroy()
})

test('a taken port is one line, and nothing is left open', async () => {
  await using place = await emptyPlace()
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const toml = join(place.path, 'test.toml')
  await writeFile(toml, `[ircd]\nlisten = ["tcp:127.0.0.1:0", "tcp:127.0.0.1:${port}"]\n`)
  const { code, stderr, stdout } = await causerie(['start', '--config', toml])
  taken.close()
  assert.deepEqual(
    { code, stdout, said: lastLine(stderr) },
    {
      code: 1,
      stdout: '',
      said: `causerie: cannot listen on tcp:127.0.0.1:${port}: the address is already in use`,
    },
  )
})

test('a ready file that cannot be written is one line, and nothing is left open', async () => {
  await using place = await emptyPlace()
  const toml = join(place.path, 'test.toml')
  const anywhere = 'listen = ["tcp:127.0.0.1:0"]'
  await writeFile(toml, `[ircd]\n${anywhere}\n[bouncer]\n${anywhere}\n[webgate]\n${anywhere}\n`)
  const ready = join(place.path, 'nowhere', 'ready.json')
  const words = ['start', '--config', toml, '--data', place.path, '--ready-file', ready]
  const { code, stderr } = await causerie(words)
  assert.equal(code, 1)
  assert.match(lastLine(stderr), /^causerie: cannot write the ready file: ENOENT: /)
})

test('a directory that cannot be written is one line', async () => {
  await using place = await emptyPlace()
  const file = join(place.path, 'file')
  await writeFile(file, '')
  const { code, stderr } = await causerie(['start', '--data', join(file, 'data')])
  assert.equal(code, 1)
  assert.match(stderr, /^causerie: the data directory .*\/file\/data cannot be written .*\n$/)
})

test('a configuration that is wrong is told with file, line and key', async () => {
  await using place = await emptyPlace()
  const toml = join(place.path, 'test.toml')
  await writeFile(toml, '[ircd]\nping = "soon"\n\n[bouncer]\nlisen = []\n')
  const { code, stderr } = await causerie(['start', '--config', toml])
  assert.equal(code, 1)
  const lines = stderr.trimEnd().split('\n')
  assert.equal(lines.length, 2, stderr)
  assert.ok(lines[0]!.startsWith(`causerie: ${toml}:2: ircd.ping: must be a duration`), stderr)
  assert.ok(
    lines[1]!.startsWith(`causerie: ${toml}:5: bouncer.lisen: there is no such key`),
    stderr,
  )
})

test('a house alone must be told where the IRC server is', async () => {
  await using place = await emptyPlace()
  for (const house of ['bouncer', 'webgate']) {
    const { code, stderr } = await causerie([house, '--data', place.path])
    assert.equal(code, 1)
    assert.match(lastLine(stderr), new RegExp(`^causerie: ${house}\\.upstream is inproc:ircd, `))
  }
})

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)!
}

function fingerprintIn(text: string): string {
  return /SHA-256 ([0-9a-f]{64})/.exec(text)![1]!
}
