/** What accounts are called: see `ircd/core/account-names.ts`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldAscii } from '#wire/casemap.ts'
import { AccountNames } from '../../../ircd/core/account-names.ts'

test('all names of a renamed account lead to it, until it is no more', () => {
  const names = new AccountNames(foldAscii)
  names.note('ann', 'Beth')
  names.note('ann', 'Carol')
  assert.deepEqual(
    ['Ann', 'beth', 'CAROL'].map((name) => names.keyOf(name)),
    ['ann', 'ann', 'ann'],
  )
  assert.equal(names.nameOf('ann'), 'Carol')
  names.forget('ann')
  assert.equal(names.isSame('ann', 'carol'), false)
})

test('a name that an account was not called after all is anybody’s', () => {
  const names = new AccountNames(foldAscii)
  names.note('ann', 'Beth')
  names.note('ann', 'Ann', [])
  assert.equal(names.keyOf('beth'), 'beth')
  assert.deepEqual(names.namesOf('ann'), ['ann'])
})

test('an account that ends takes no name with it that is another’s by now', () => {
  const names = new AccountNames(foldAscii)
  names.note('ann', 'Beth')
  names.note('zoe', 'Beth', ['zoe'])
  names.forget('ann')
  assert.equal(names.keyOf('beth'), 'zoe')
})
