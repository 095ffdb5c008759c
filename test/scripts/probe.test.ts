import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { startNetwork } from '../network.ts'
import { causerie } from './command.ts'

test('probe takes every step on a network that is well, and prints how long each took', async () => {
  await using network = await startNetwork()
  await network.addAccount('ann', 'correct horse')
  const { irc, ircTls, bouncer } = network
  const login = ['--account', 'ann']
  const env = { CAUSERIE_PASSWORD: 'correct horse' }
  const visits = [
    causerie(['probe', `${irc.host}:${irc.port}`, '--channel', '#tea']),
    causerie(['probe', `tls:${ircTls.host}:${ircTls.port}`, '--insecure', ...login], { env }),
    causerie(['probe', `tcp:${bouncer.host}:${bouncer.port}`, '--no-history', ...login], {
      input: 'correct horse\n',
    }),
  ]
  for (const [index, { code, stdout, stderr }] of (await Promise.all(visits)).entries()) {
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    const steps = stdout
      .trimEnd()
      .split('\n')
      .map((row) => /^(\w+) +\d+\.\d ms/.exec(row)?.[1])
    const taken = ['connect', 'register', 'join', 'echo', 'history', 'total']
    assert.deepEqual(steps, index === 2 ? taken.filter((name) => name !== 'history') : taken)
  }
  assert.deepEqual(
    network.log.filter(({ level }) => level === 'error'),
    [],
  )
})

test('probe names the step that failed', async () => {
  await using network = await startNetwork()
  const { irc, ircTls, web } = network
  const fails = async (words: string[], env = {}) => {
    const { code, stderr } = await causerie(['probe', ...words], { env })
    assert.equal(code, 1)
    return stderr
  }
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as { port: number }
  closed.close()
  assert.equal(await fails([`127.0.0.1:${port}`]), 'causerie: connect: connection refused\n')
  assert.match(
    await fails([`tls:${ircTls.host}:${ircTls.port}`]),
    /^causerie: connect: .*certificate \(--insecure accepts it\)\n$/,
  )
  assert.match(
    await fails([`${irc.host}:${irc.port}`, '--account', 'ann'], { CAUSERIE_PASSWORD: 'wrong' }),
    /^causerie: register: login: .*\n$/,
  )
  assert.match(await fails([new URL(web).host]), /^causerie: register: .*\n$/)
  assert.match(
    await fails([`${irc.host}:${irc.port}`, '--channel', 'tea']),
    /^causerie: join: the server said: .*\n$/,
  )
})

test('probe gives up when nobody answers', async () => {
  const silent = createServer((socket) => socket.on('error', () => {}).resume())
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as { port: number }
  const { code, stderr } = await causerie(['probe', `127.0.0.1:${port}`, '--timeout', '0.3'])
  silent.close()
  assert.equal(code, 1)
  assert.equal(stderr, 'causerie: register: no answer within 0.3 s\n')
})

test('probe is told wrongly: exit code 2', async () => {
  for (const words of [[], ['nowhere'], ['unix:/x'], ['127.0.0.1:6667', '--timeout', 'soon']]) {
    const { code, stderr } = await causerie(['probe', ...words])
    assert.equal(code, 2, words.join(' '))
    assert.match(stderr, /^causerie: .*\nSee causerie --help\.\n$/)
  }
})
