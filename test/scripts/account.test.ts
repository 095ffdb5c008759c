import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStore } from '#store/open.ts'
import { probe } from '../../scripts/probe.ts'
import { Caller } from '../caller.ts'
import { type HostPort, startNetwork } from '../network.ts'
import { causerie, emptyPlace, launcher } from './command.ts'

test('an account that is made while the server runs can log in, until it is removed', async () => {
  await using network = await startNetwork({ store: 'sqlite' })
  const account = (words: string[], input = '') =>
    causerie(['account', ...words, '--data', network.data], { input })
  const ann = { account: 'ann', password: 'correct horse' }

  const made = await account(['add', 'Ann'], 'correct horse\nthis line is nobody’s\n')
  assert.deepEqual(made, { code: 0, stdout: 'made the account Ann\n', stderr: '' })
  await logIn(network.irc, ann)

  const changed = await account(['passwd', 'ANN'], 'battery staple\r\n')
  assert.deepEqual(changed, { code: 0, stdout: 'Ann has a new password\n', stderr: '' })
  await assert.rejects(logIn(network.irc, ann), /^Error: register: login: /)
  await logIn(network.irc, { ...ann, password: 'battery staple' })

  const listed = await account(['list'])
  assert.match(listed.stdout, /^Ann {2}made \d{4}-\d\d-\d\dT\S+Z\n$/)
  const { name } = JSON.parse((await account(['list', '--json'])).stdout)
  assert.equal(name, 'Ann')

  const removed = await account(['remove', 'ann'])
  assert.deepEqual(removed, { code: 0, stdout: 'removed the account Ann\n', stderr: '' })
  await assert.rejects(logIn(network.irc, { ...ann, password: 'battery staple' }))
  assert.equal((await account(['list'])).stdout, '')
})

test('the running server and bouncer hear what the command line decides', async () => {
  await using network = await startNetwork({ store: 'sqlite' })
  const account = (...words: string[]) => causerie(['account', ...words, '--data', network.data])
  await network.addAccount('ann', 'correct horse')
  const enter = async (at: HostPort) => {
    const caller = new Caller(connect(at))
    caller.say('PASS :ann:correct horse', 'NICK ann', 'USER ann 0 * :Ann')
    await caller.hear(/ 001 \S+ /)
    return caller
  }
  await using here = await enter(network.irc)
  await using device = await enter(network.bouncer)
  const suspended = await account('suspend', 'ann', '--for', '7d', '--reason', 'spam in #tea')
  assert.deepEqual(suspended, { code: 0, stdout: 'ann is suspended for 1w\n', stderr: '' })
  await here.hear(/ 901 ann .*\r\n.* NOTICE ann :Your account has been suspended\r\n/)
  await device.hear(/ERROR :.*Your account has been suspended/)
  assert.match(
    (await account('info', 'ann')).stdout,
    /suspended +by the operator at .*: spam in #tea/,
  )
  assert.match((await account('list')).stdout, /^ann .* suspended\n$/)
  assert.equal((await account('restore', 'ann')).stdout, 'ann may log in again\n')
  assert.match((await account('restore', 'ann')).stderr, /is not suspended/)
  await using back = await enter(network.bouncer)
  assert.equal((await account('remove', 'ann')).code, 0)
  await back.hear(/ERROR :.*Your account has been removed/)
})

test('what people decide at NickServ the operator decides on the command line, but for passwords', async () => {
  await using place = await emptyPlace()
  await causerie(['account', 'add', 'Ann', '--data', place.path], { input: 'correct horse' })
  const nickserv = (...words: string[]) => causerie(['nickserv', ...words, '--data', place.path])
  const asAnn = async (...words: string[]) => (await nickserv(...words, '--as', 'Ann')).stdout
  assert.equal(await asAnn('group', 'annie'), 'annie is yours now\n')
  assert.equal(await asAnn('set', 'enforce', 'off'), 'ENFORCE is OFF now\n')
  assert.equal(await asAnn('ajoin', 'add', '#tea'), 'You join #tea when you log in\n')
  const { stdout } = await nickserv('info', 'annie')
  assert.match(stdout, /^Ann\n.* {2}Nicks: Ann annie\n.* {2}Joins: #tea\n {2}ENFORCE: OFF\n$/s)
  const no = {
    code: 1,
    stdout: '',
    stderr: line('a password is no argument: use "causerie account"'),
  }
  const refused = await nickserv('set', 'password', 'battery staple', '--as', 'Ann')
  assert.deepEqual({ ...refused, stderr: refused.stderr.toLowerCase() }, no)
  assert.equal((await nickserv('saregister', 'bob', 'battery staple')).code, 1)
  const identified = await nickserv('identify', 'Ann', 'correct horse')
  assert.match(identified.stderr, /only a client on the network/i)
})

test('a removed account leaves nothing for the next who takes the name', async () => {
  await using place = await emptyPlace()
  const run = (words: string[], input = '') =>
    causerie(['account', ...words, '--data', place.path], { input })
  for (const name of ['ann', 'anna']) await run(['add', name], 'correct horse')
  {
    await using store = await openStore(`sqlite:${place.path}`)
    for (const key of ['ann', 'anna']) {
      await store.networks.put(`${key}/home`, { name: 'home', nick: key, channels: {} })
      await store.cursors.put(`${key}/phone`, { seq: 1, at: 1 })
      const row = { buffer: 'home/#tea', id: '1', at: 1, event: false, line: 'PRIVMSG #tea :hi' }
      await store.log.append([{ log: `user/${key}`, ...row }])
    }
  }
  assert.equal((await run(['remove', 'Ann'])).code, 0)
  await using store = await openStore(`sqlite:${place.path}`)
  assert.deepEqual(
    (await store.networks.list()).map(([key]) => key),
    ['anna/home'],
  )
  assert.deepEqual(
    (await store.cursors.list()).map(([key]) => key),
    ['anna/phone'],
  )
  assert.deepEqual(await store.log.since('user/ann', 0, 10), [])
  assert.equal((await store.log.since('user/anna', 0, 10)).length, 1)
})

test('what cannot be done is one line on stderr, and exit code 1', async () => {
  await using place = await emptyPlace()
  const said = async (words: string[], input: string) => {
    const { code, stdout, stderr } = await causerie(['account', ...words, '--data', place.path], {
      input,
    })
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
    return stderr
  }
  assert.equal(await said(['add', 'ann'], 'short'), line('a password has at least 8 characters'))
  assert.equal(await said(['add', 'ann'], ''), line('no password was given'))
  assert.match(
    await said(['add', '3ann'], 'correct horse'),
    /^causerie: a name of an account has .*\n$/,
  )
  assert.match(await said(['add', 'a'.repeat(99)], 'correct horse'), /at most 32 letters.*\n$/)
  await causerie(['account', 'add', 'ann', '--data', place.path], { input: 'correct horse' })
  assert.equal(await said(['add', 'ANN'], 'correct horse'), line('there is an account ANN already'))
  assert.equal(await said(['passwd', 'bob'], 'correct horse'), line('there is no account "bob"'))
  assert.equal(await said(['remove', 'bob'], ''), line('there is no account "bob"'))
})

test('certificates are added, listed and removed, and each is one account’s', async () => {
  await using place = await emptyPlace()
  const run = (words: string[], input = '') =>
    causerie(['account', ...words, '--data', place.path], { input })
  const cert = (...words: string[]) => run(['cert', ...words])
  for (const name of ['Ann', 'bob']) await run(['add', name], 'correct horse')
  const [one, two] = ['ab'.repeat(32), 'cd'.repeat(32)]
  const printed = one.toUpperCase().match(/../g)!.join(':')
  const done = (stdout: string) => ({ code: 0, stdout, stderr: '' })
  const refused = (text: string) => ({ code: 1, stdout: '', stderr: line(text) })

  assert.deepEqual(await cert('list', 'ann'), done(''))
  assert.deepEqual(await cert('add', 'ann', printed), done(`Ann logs in with ${one}\n`))
  await cert('add', 'ann', two)
  assert.deepEqual(await cert('list', 'ANN'), done(`${one}\n${two}\n`))
  assert.deepEqual(await cert('add', 'bob', one), refused("the certificate is Ann's already"))
  assert.deepEqual(await cert('remove', 'bob', one), refused('this is no certificate of bob'))
  const what = 'a certificate is named by its SHA-256: 64 hexadecimal digits'
  assert.deepEqual(await cert('add', 'ann', 'abc'), refused(what))
  assert.deepEqual(await cert('add', 'eve', one), refused('there is no account "eve"'))

  await run(['passwd', 'ann'], 'battery staple')
  assert.deepEqual(await cert('remove', 'ann', one), done(`Ann no longer logs in with ${one}\n`))
  assert.deepEqual(await cert('list', 'ann'), done(`${two}\n`))
  assert.deepEqual(await cert('add', 'bob', one), done(`bob logs in with ${one}\n`))

  await run(['remove', 'ann'])
  await using store = await openStore(`sqlite:${place.path}`)
  assert.deepEqual(await store.shelf('certificates').list(), [[one, { account: 'bob' }]])
})

test('a password is never an argument', async () => {
  await using place = await emptyPlace()
  const words = ['account', 'add', 'ann', 'correct horse', '--data', place.path]
  const { code, stderr } = await causerie(words)
  assert.equal(code, 2)
  assert.match(stderr, /^causerie: too many arguments/)
})

test('on a terminal the password is asked for twice, and not shown', {
  skip: process.platform === 'linux' ? false : 'script(1) is another program elsewhere',
}, async () => {
  await using place = await emptyPlace()
  const command = `${process.execPath} ${launcher} account add ann --data ${place.path}`
  const typed = async (first: string, second: string) => {
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const closed = once(child, 'close')
    let seen = ''
    child.stdout.on('data', (text) => {
      seen += text
    })
    for (const [prompt, answer] of [
      ['Password for ann: ', first],
      ['Again: ', second],
    ] as const) {
      while (!seen.includes(prompt) && child.exitCode === null) await sleep(10)
      child.stdin.write(`${answer}\r`)
    }
    const [code] = await closed
    assert.ok(!seen.includes(first), seen)
    return { code, seen }
  }
  const differ = await typed('correct horse', 'correct mule')
  assert.equal(differ.code, 1)
  assert.match(differ.seen, /causerie: the passwords differ/)
  const made = await typed('correct horse', 'correct horse')
  assert.equal(made.code, 0)
  assert.match(made.seen, /made the account ann/)
})

function logIn({ host, port }: HostPort, login: { account: string; password: string }) {
  return probe({
    address: { kind: 'tcp', host, port },
    insecure: false,
    login,
    channel: '#tea',
    timeoutMs: 10_000,
    history: true,
    onStep: () => {},
  })
}

function line(text: string): string {
  return `causerie: ${text}\n`
}
