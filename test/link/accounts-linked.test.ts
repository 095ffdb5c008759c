/** Accounts of three servers of ours, each a process: one decides, is lost, and comes back. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openStore } from '#store/open.ts'
import { type SpawnedNetwork, spawnNetwork } from '../network.ts'
import { oper } from '../opers.ts'
import { causerie } from '../scripts/command.ts'
import { until } from '../until.ts'
import { type LinkOptions, ownSettings } from './own.ts'
import { Someone } from './someone.ts'

const hub = { name: 'hub.test', sid: '1HU' }
const [left, right] = [
  { name: 'left.test', sid: '2LE' },
  { name: 'right.test', sid: '3RI' },
]
const dialect = 'causerie'

function spawn(own: typeof hub, links: LinkOptions[]): Promise<SpawnedNetwork> {
  const settings = {
    accounts: { authority: hub.name },
    oper: [{ name: 'boss', password: oper('boss').password, plain: true }],
  }
  return spawnNetwork({ settings: ownSettings({ ...own, links, settings }) })
}

/** An operator of a server, by whom it is asked how it stands. */
async function enters({ irc }: SpawnedNetwork, nick: string): Promise<Someone> {
  const someone = await Someone.enters(irc.port, nick, 'standard-replies')
  someone.send('OPER boss sesame')
  await someone.hears(/ 381 /)
  return someone
}

async function authority(someone: Someone): Promise<string> {
  return (await someone.asks('NICKSERV AUTHORITY')).join('\n')
}

/** Settles when all have the same entries. */
async function inStep(...all: Someone[]): Promise<void> {
  let seen: string[] = []
  await until(
    () => `the same entries: ${seen.join('\n')}`,
    async () => {
      seen = await Promise.all(all.map(authority))
      const ends = seen.map((text) => /entries up to (\d+ \(epoch \S+\))/.exec(text)?.[1])
      return ends[0] !== undefined && ends.every((end) => end === ends[0])
    },
    40_000,
  )
}

/** Whether a password is the account's, on the server as it is. */
async function letsIn({ irc }: SpawnedNetwork, account: string): Promise<boolean> {
  const someone = await Someone.enters(irc.port, `x${account}`)
  someone.send(`NICKSERV IDENTIFY ${account} secret-of-${account}`)
  const line = await someone.hears(/NOTICE .*(?:You are logged in as|wrong|Wrong|password)/)
  someone.leaves()
  return /You are logged in as/.test(line)
}

async function registers(someone: Someone, name: string): Promise<string> {
  const lines = await someone.asks(`NICKSERV SAREGISTER ${name} secret-of-${name}`)
  return lines.join('\n')
}

async function contents({ data }: SpawnedNetwork): Promise<string> {
  await using store = await openStore(`sqlite:${data}`)
  const shelves = ['accounts', 'nicks', 'likenesses', 'certificates', 'registrations', 'vhosts']
  return JSON.stringify(await Promise.all(shelves.map((name) => store.shelf(name).list())))
}

test('accounts of three servers are equal after one is lost, another promoted, and the first is back', async () => {
  await using a = await spawn(hub, [
    { name: left.name, dialect, hub: ['*'] },
    { name: right.name, dialect, hub: ['*'] },
  ])
  const toHub = { name: hub.name, port: a.irc.port, dialect, hub: ['*'] }
  await using b = await spawn(left, [toHub, { name: right.name, dialect, hub: ['*'] }])
  const toLeft = { name: left.name, port: b.irc.port, dialect, hub: ['*'], autoconnect: false }
  await using c = await spawn(right, [toHub, toLeft])
  const [ann, bob, eve] = [await enters(a, 'ann'), await enters(b, 'bob'), await enters(c, 'eve')]
  await inStep(ann, bob, eve)

  assert.match(await registers(eve, 'zoe'), /zoe/)
  const cli = (server: SpawnedNetwork, ...words: string[]) =>
    causerie([...words, '--config', join(server.data, 'test.toml')], { input: 'secret-of-kim\n' })
  assert.equal((await cli(a, 'account', 'add', 'kim')).code, 0)
  await until('kim', async () => (await letsIn(c, 'kim')) && (await letsIn(b, 'zoe')))
  assert.match((await cli(b, 'account', 'add', 'tom')).stderr, /decided on hub\.test/)

  await a.kill('SIGKILL')
  await until('the split', async () => /cannot be asked now/.test(await authority(bob)))
  await until('the split', async () => /cannot be asked now/.test(await authority(eve)))
  assert.ok(await letsIn(b, 'kim'), 'who has an account comes in')
  assert.match(await registers(bob, 'tom'), /FAIL NICKSERV TEMPORARILY_UNAVAILABLE/)

  const promoted = await cli(b, 'nickserv', 'authority', 'promote', left.name)
  assert.equal(promoted.stdout, 'left.test decides about accounts from now on\n')
  assert.match(await registers(bob, 'tom'), /tom/)
  eve.send(`CONNECT ${left.name}`)
  await inStep(bob, eve)
  assert.ok(await letsIn(c, 'tom'))

  await a.restart()
  const again = await enters(a, 'ann')
  bob.send(`CONNECT ${hub.name}`)
  await inStep(again, bob, eve)
  assert.match(await registers(again, 'una'), /una/)
  await inStep(again, bob, eve)
  assert.ok(await letsIn(a, 'tom'))
  const all = await Promise.all([a, b, c].map(contents))
  assert.equal(all[0], all[1])
  assert.equal(all[1], all[2])
  for (const { output } of [a, b, c]) assert.ok(!/scrypt\$|secret-of/.test(output))
})
