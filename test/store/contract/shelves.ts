/** What a shelf owes. */
import assert from 'node:assert/strict'
import type { Account } from '#store/store.ts'
import type { Rule } from './sample.ts'

const account = (name: string): Account => ({
  name,
  createdAt: 1,
  credentials: {
    scrypt: 's',
    scram: { salt: 'a', iterations: 4096, storedKey: 'b', serverKey: 'c' },
  },
})

export function shelving(rule: Rule): void {
  rule('put, get and remove', async ({ accounts }) => {
    assert.equal(await accounts.get('ann'), undefined)
    assert.equal(await accounts.remove('ann'), false)
    await accounts.put('ann', account('Ann'))
    await accounts.put('ann', account('ANN'))
    assert.deepEqual(await accounts.get('ann'), account('ANN'))
    assert.equal(await accounts.remove('ann'), true)
    assert.equal(await accounts.get('ann'), undefined)
  })

  rule('of many who add one key, one wins', async ({ accounts }) => {
    const names = ['one', 'two', 'three']
    const won = await Promise.all(names.map((name) => accounts.add('ann', account(name))))
    assert.deepEqual(won, [true, false, false])
    assert.deepEqual(await accounts.get('ann'), account('one'))
    await accounts.remove('ann')
    assert.equal(await accounts.add('ann', account('two')), true)
  })

  rule(
    'of many who replace what they have read, one wins, and what is gone stays so',
    async ({ accounts }) => {
      assert.equal(await accounts.replace('ann', account('Ann'), account('one')), false)
      assert.equal(await accounts.get('ann'), undefined)
      await accounts.put('ann', account('1:{"ü"}'))
      const was = (await accounts.get('ann'))!
      const names = ['one', 'two', 'three']
      const replaced = names.map((name) => accounts.replace('ann', was, account(name)))
      assert.deepEqual(await Promise.all(replaced), [true, false, false])
      assert.deepEqual(await accounts.get('ann'), account('one'))
      assert.equal(await accounts.replace('ann', was), false)
      assert.equal(await accounts.replace('ann', account('one')), true)
      assert.equal(await accounts.get('ann'), undefined)
      assert.deepEqual(await accounts.list(), [])
    },
  )

  rule('list takes a prefix literally and orders by the bytes of the key', async ({ cursors }) => {
    const keys = [
      'a%/x',
      'a_/x',
      'ab/x',
      'a/',
      'a/ü',
      'a/z',
      'a/\u{ff5e}',
      'a/\u{1f375}',
      'A/x',
      'b/x',
    ]
    await Promise.all(keys.map((key, seq) => cursors.put(key, { seq, at: 0 })))
    const list = async (prefix?: string) => (await cursors.list(prefix)).map(([key]) => key)
    assert.deepEqual(await list('a%'), ['a%/x'])
    assert.deepEqual(await list('a_'), ['a_/x'])
    assert.deepEqual(await list('a/'), ['a/', 'a/z', 'a/ü', 'a/\u{ff5e}', 'a/\u{1f375}'])
    assert.deepEqual(await list('c'), [])
    assert.deepEqual(await list(), await list(''))
    assert.equal((await list()).length, keys.length)
    assert.deepEqual(await cursors.list('a/ü'), [['a/ü', { seq: 4, at: 0 }]])
  })
}

export function owning(rule: Rule): void {
  rule('shelves share no keys', async ({ accounts, cursors, networks, channels }) => {
    await cursors.put('k', { seq: 1, at: 2 })
    assert.equal(await accounts.get('k'), undefined)
    assert.deepEqual([await networks.list(), await channels.list()], [[], []])
  })

  rule('shelves names those on which anything lies', async (store) => {
    assert.deepEqual(await store.shelves(), [])
    void store.shelf('bans').put('*!*@x', { by: 'ann' })
    void store.cursors.put('k', { seq: 1, at: 2 })
    assert.deepEqual(await store.shelves(), ['bans', 'cursors'])
    assert.deepEqual(await store.shelf('bans').list(), [['*!*@x', { by: 'ann' }]])
    await store.shelf('bans').remove('*!*@x')
    assert.deepEqual(await store.shelves(), ['cursors'])
  })

  rule('values are not shared with the caller', async ({ networks }) => {
    const mine = { name: 'libera', nick: 'ann', channels: { '#a': '' } as Record<string, string> }
    const put = networks.put('ann/libera', mine)
    mine.channels['#b'] = 'key'
    await put
    const read = await networks.get('ann/libera')
    assert.deepEqual(read!.channels, { '#a': '' })
    read!.nick = 'changed'
    assert.equal((await networks.get('ann/libera'))!.nick, 'ann')
  })

  rule('a shelf is read as it was left, also by calls in flight', async ({ cursors }) => {
    const before = cursors.get('a')
    void cursors.put('a', { seq: 1, at: 1 })
    const between = cursors.get('a')
    void cursors.put('a', { seq: 2, at: 2 })
    const list = cursors.list('a')
    void cursors.remove('a')
    assert.equal(await before, undefined)
    assert.deepEqual(await between, { seq: 1, at: 1 })
    assert.deepEqual(await list, [['a', { seq: 2, at: 2 }]])
    assert.equal(await cursors.get('a'), undefined)
  })
}
