/** What an engine owes whose store several processes may share. */
import assert from 'node:assert/strict'
import { type Claim, Fenced, type Leases } from '#store/leases.ts'
import type { Store } from '#store/store.ts'
import { until } from '../../until.ts'
import { type Rule, row } from './sample.ts'

const kind = 'bouncer'
const longMs = 600_000

function leasesOf({ leases }: Store): Leases {
  assert.ok(leases)
  return leases
}

const join = (leases: Leases, id: string, forMs = longMs) =>
  leases.renew({ kind, id, about: `at ${id}`, isNew: true }, forMs)
const renew = (leases: Leases, id: string, forMs = longMs) =>
  leases.renew({ kind, id, about: `at ${id}`, isNew: false }, forMs)

function tokenOf(claim: Claim): number {
  assert.ok(claim !== 'over' && 'token' in claim)
  return claim.token
}

async function isOverdue(leases: Leases, id: string): Promise<boolean> {
  return (await renew(leases, 'watcher'))!.get(id)!.overdue
}

export function leasing(rule: Rule): void {
  rule('of all who claim a thing one has it, and the others are told who', async (store) => {
    const leases = leasesOf(store)
    const ids = ['a', 'b', 'c', 'd']
    for (const id of ids) await join(leases, id)
    const claims = await Promise.all(ids.map((id) => leases.claim(kind, id, 'alice')))
    const winners = claims.filter((claim) => claim !== 'over' && 'token' in claim)
    assert.equal(winners.length, 1)
    const [holder] = [...(await leases.owners(kind)).values()]
    const others = claims.filter((claim) => claim !== winners[0])
    const told = { holder, member: { about: `at ${holder}`, overdue: false } }
    assert.deepEqual(others, [told, told, told])
    assert.deepEqual(await leases.claim(kind, holder!, 'alice'), winners[0])
  })

  rule('whose lease has run out keeps what it has until somebody buries it', async (store) => {
    const leases = leasesOf(store)
    await join(leases, 'watcher')
    await join(leases, 'late', 1)
    const { token } = (await leases.claim(kind, 'late', 'alice')) as { token: number }
    await until('the lease to run out', () => isOverdue(leases, 'late'))
    const told = await leases.claim(kind, 'watcher', 'alice')
    assert.deepEqual(told, { holder: 'late', member: { about: 'at late', overdue: true } })
    assert.ok(await renew(leases, 'late'), 'it comes back')
    await leases.bury(kind, 'late')
    assert.equal(tokenOf(await leases.claim(kind, 'late', 'alice')), token, 'it lives')
  })

  rule('who was buried never comes back, and what was its own is free', async (store) => {
    const leases = leasesOf(store)
    await join(leases, 'watcher')
    await join(leases, 'late', 1)
    const first = tokenOf(await leases.claim(kind, 'late', 'alice'))
    await until('the lease to run out', () => isOverdue(leases, 'late'))
    await leases.bury(kind, 'late')
    assert.equal(await renew(leases, 'late'), undefined)
    assert.equal(await leases.claim(kind, 'late', 'bob'), 'over')
    assert.ok(tokenOf(await leases.claim(kind, 'watcher', 'alice')) > first)
  })

  rule('who leaves, or lets go, makes room at once', async (store) => {
    const leases = leasesOf(store)
    await join(leases, 'a')
    await join(leases, 'b')
    const first = tokenOf(await leases.claim(kind, 'a', 'alice'))
    await leases.release(kind, 'b', 'alice')
    assert.deepEqual(await leases.owners(kind), new Map([['alice', 'a']]))
    await leases.release(kind, 'a', 'alice')
    const second = tokenOf(await leases.claim(kind, 'b', 'alice'))
    await leases.leave(kind, 'b')
    const third = tokenOf(await leases.claim(kind, 'a', 'alice'))
    assert.ok(first < second && second < third)
    assert.deepEqual([...(await renew(leases, 'a'))!.keys()], ['a'])
  })

  rule('members of one kind are none of another', async (store) => {
    const leases = leasesOf(store)
    await join(leases, 'a')
    assert.equal(await leases.claim('webgate', 'a', 'alice'), 'over')
  })

  rule('a newer owner shuts out older ones before it reads, and they change nothing', fencing)
  rule('whoever writes what nobody owns is not shut out', async (store) => {
    const leases = leasesOf(store)
    const lost = () => assert.fail('there is no newer owner')
    const owned = leases.fence({ owner: 'alice', token: 5, lost })
    await owned.log.append([row('a', 1, { log: 'user/alice' })])
    await owned.cursors.put('alice/phone', { seq: 1, at: 1 })
    await store.log.append([row('b', 2, { log: 'user/alice' })])
    await store.cursors.put('alice/phone', { seq: 2, at: 2 })
    const other = leases.fence({ owner: 'bob', token: 3, lost })
    await other.cursors.put('bob/phone', { seq: 3, at: 3 })
    await owned.cursors.put('alice/phone', { seq: 4, at: 4 })
    assert.equal((await owned.log.since('user/alice', 0, 10)).length, 2)
  })
}

async function fencing(store: Store): Promise<void> {
  const leases = leasesOf(store)
  const log = 'user/alice'
  let losses = 0
  const older = leases.fence({ owner: 'alice', token: 5, lost: () => losses++ })
  const newer = leases.fence({
    owner: 'alice',
    token: 6,
    lost: () => assert.fail('there is no newer owner'),
  })
  await older.log.append([row('a', 1, { log })])
  await older.networks.put('alice/home', { name: 'home', nick: 'alice', channels: {} })
  const [seq] = (await newer.log.since(log, 0, 10)).map((one) => one.seq)
  await newer.networks.get('alice/home')
  const refused: (() => Promise<unknown>)[] = [
    () => older.log.append([row('b', 2, { log })]),
    () => older.log.redact(log, '', 'a'),
    () => older.log.forget(log),
    () => older.networks.put('alice/home', { name: 'home', nick: 'mallory', channels: {} }),
    () => older.networks.add('alice/other', { name: 'other', nick: 'mallory', channels: {} }),
    () => older.networks.remove('alice/home'),
  ]
  for (const call of refused) await assert.rejects(call, Fenced)
  assert.equal(losses, 1, 'it is told once')
  assert.equal(await store.log.lastSeq(log), seq)
  assert.deepEqual(await store.networks.list('alice/'), [
    ['alice/home', { name: 'home', nick: 'alice', channels: {} }],
  ])
  await newer.log.append([row('b', 2, { log })])
  await newer.networks.remove('alice/home')
  assert.equal(await newer.networks.get('alice/home'), undefined)
}
