/** What an engine owes, as tests: every engine runs all of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '#store/store.ts'
import { appending, queueing } from './contract/append.ts'
import { forgetting, redacting } from './contract/forget.ts'
import { leasing } from './contract/leases.ts'
import { finding, paging } from './contract/read.ts'
import { type Rule, row } from './contract/sample.ts'
import { searching } from './contract/search.ts'
import { owning, shelving } from './contract/shelves.ts'

/** @param open yields an empty store that shares nothing with the one before. */
export function contract(name: string, open: () => Promise<Store>): void {
  const rule = ruleOf(name, open)
  const reading = [paging, finding, searching]
  const chapters = [appending, queueing, ...reading, redacting, forgetting, shelving, owning]
  for (const chapter of chapters) chapter(rule)
  closing(name, open)
}

/** What an engine owes besides whose store several processes may share. */
export function sharedContract(name: string, open: () => Promise<Store>): void {
  leasing(ruleOf(name, open))
}

function ruleOf(name: string, open: () => Promise<Store>): Rule {
  return (title, check) =>
    test(`${name}: ${title}`, async () => {
      await using store = await open()
      await check(store)
    })
}

function closing(name: string, open: () => Promise<Store>): void {
  test(`${name}: closing settles what was called, then refuses; twice is once`, async () => {
    const store = await open()
    const append = store.log.append([row('a', 1)])
    const put = store.cursors.put('a', { seq: 1, at: 1 })
    const close = store[Symbol.asyncDispose]()
    await assert.rejects(store.log.append([row('b', 1)]), /closed/)
    assert.equal((await append).length, 1)
    await put
    await close
    await store[Symbol.asyncDispose]()
    await assert.rejects(store.cursors.get('a'), /closed/)
    assert.equal(store.unsafe.rows, 0)
  })
}
