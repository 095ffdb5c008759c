import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Backoff } from '../../../ircd/linked/backoff.ts'
import { Calls } from '../../../ircd/linked/calls.ts'
import type { Route } from '../../../ircd/linked/routes.ts'
import { Threshold } from '../../../ircd/linked/threshold.ts'
import { ScriptedDoor } from '../../link/scripted-peer.ts'
import { until } from '../../until.ts'

const seconds = 1000

test('each failure doubles the wait, from five seconds to five minutes, and chance spreads it', () => {
  const backoff = new Backoff()
  const waits: number[] = []
  for (let n = 0; n < 9; n++) {
    backoff.failed(0, 0.5)
    waits.push(backoff.dueAt / seconds)
  }
  assert.deepEqual(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300])
  backoff.failed(0, 0)
  assert.equal(backoff.dueAt, 225 * seconds)
  backoff.failed(0, 1)
  assert.equal(backoff.dueAt, 375 * seconds)
})

test('a link that lasted a minute makes the next wait short again; a shorter one does not', () => {
  const backoff = new Backoff()
  for (let n = 0; n < 4; n++) backoff.failed(0, 0.5)
  backoff.ended(0, 59 * seconds, 0.5)
  assert.equal(backoff.dueAt, 80 * seconds)
  backoff.ended(0, 60 * seconds, 0.5)
  assert.equal(backoff.dueAt, 5 * seconds)
  backoff.stop()
  assert.equal(backoff.dueAt, Number.POSITIVE_INFINITY)
})

test('who says CAPAB or SERVER is a server, with the PASS that came before', () => {
  const solanum = new Threshold()
  assert.equal(solanum.read('PASS linkpass TS 6 :9PA'), undefined)
  const said = solanum.read('CAPAB :QS ENCAP')
  assert.deepEqual(said, ['PASS linkpass TS 6 :9PA', 'CAPAB :QS ENCAP'])
  const anope = new Threshold()
  anope.read(':00A PASS linkpass')
  assert.equal(anope.read(':00A CAPAB :ENCAP EOB')?.length, 2)
  assert.deepEqual(new Threshold().read('@time=x SERVER a.b 1 :c'), ['@time=x SERVER a.b 1 :c'])
})

test('what clients say leaves them clients', () => {
  const threshold = new Threshold()
  const lines = ['CAP LS 302', 'PASS ann:secret', 'NICK SERVER', 'USER a 0 * :CAPAB x', 'server']
  for (const line of lines) assert.equal(threshold.read(line), undefined)
})

function route(name: string, port: number, priority: number): Route {
  const terms = {
    name,
    sendPassword: 'x',
    accepts: () => true,
    fingerprints: [],
    secure: false,
    from: () => true,
    hub: [],
    dialect: 'auto' as const,
    services: false,
    operators: [],
    sharedAccounts: false,
    confidential: () => true,
  }
  const address = { kind: 'tcp' as const, host: '127.0.0.1', port }
  return { terms, address, autoconnect: true, priority, sendqBytesMax: 1024 }
}

/** Calls on a clock that the test sets, and what became of them. */
function calling() {
  const stage = {
    now: 1_000_000,
    linked: new Set<string>(),
    connected: [] as string[],
    failed: [] as string[],
    calls: undefined as unknown as Calls,
  }
  stage.calls = new Calls({
    now: () => stage.now,
    certificate: () => undefined,
    isLinked: (name) => stage.linked.has(name),
    connected: ({ terms }, duplex) => {
      stage.connected.push(terms.name)
      duplex.destroy()
    },
    tell: (_, { name }) => void stage.failed.push(String(name)),
  })
  return stage
}

test('one server at a time is dialled, the preferred first, and the next when that one fails', async () => {
  await using door = await ScriptedDoor.open()
  const stage = calling()
  const { calls, connected } = stage
  calls.routes = [route('second.test', door.port, 20), route('first.test', 1, 10)]
  calls.tick()
  calls.tick()
  await until('the failure', () => stage.failed.length === 1)
  assert.deepEqual([stage.failed, connected], [['first.test'], []])
  calls.tick()
  await until('the connection', () => connected.length === 1)
  assert.deepEqual(connected, ['second.test'])
  stage.linked.add('second.test')
  stage.now += 10 * seconds
  calls.tick()
  await until('the second failure', () => stage.failed.length === 2)
  stage.linked.add('first.test')
  stage.now += 1000 * seconds
  calls.tick()
  assert.deepEqual([stage.failed.length, connected.length], [2, 1])
})

test('a server that went is dialled again when its time has come, and one that is stopped is not', async () => {
  await using door = await ScriptedDoor.open()
  const stage = calling()
  const { calls, connected } = stage
  const only = route('first.test', door.port, 10)
  calls.routes = [only]
  calls.tick()
  await until('the connection', () => connected.length === 1)
  calls.ended('first.test', 0)
  stage.now += 3 * seconds
  calls.tick()
  stage.now += 4 * seconds
  calls.tick()
  await until('the second connection', () => connected.length === 2)
  calls.ended('first.test', 0)
  calls.stop('first.test')
  stage.now += 1_000_000 * seconds
  calls.tick()
  await calls.call(only)
  assert.equal(connected.length, 3, 'only who asked for it dialled it')
})
