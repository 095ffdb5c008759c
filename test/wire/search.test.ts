/** https://codeberg.org/emersion/soju/src/branch/master/doc/ext/search.md */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSearch } from '#wire/search.ts'

const read = (text: string) => parseSearch([text], 200)

test('every attribute reads', () => {
  const after = '2026-01-01T12:00:00Z'
  const words = `text=milk\\stea;in=#tea;from=bob;after=${after};before=${after};limit=7;network=*`
  const at = Date.parse(after)
  assert.deepEqual(read(words), {
    text: 'milk tea',
    in: '#tea',
    from: 'bob',
    after: at,
    before: at,
    limit: 7,
    network: '*',
  })
})

test('the limit has a default and a maximum', () => {
  assert.deepEqual(read('in=#tea'), { text: '', in: '#tea', limit: 100 })
  assert.deepEqual(read('in=#tea;limit=999'), { text: '', in: '#tea', limit: 200 })
  assert.deepEqual(parseSearch(['in=#tea'], 5), { text: '', in: '#tea', limit: 5 })
})

test('what cannot be understood is named', () => {
  const named = (text: string) => {
    const search = read(text)
    return 'attribute' in search ? search.attribute : undefined
  }
  for (const name of ['in', 'from', 'after', 'before', 'text', 'limit', 'network', 'nonsense']) {
    assert.equal(named(name), name)
  }
  assert.equal(named(''), '*')
  assert.equal(named('text=!?'), 'text')
  assert.equal(named(`text=${'x'.repeat(301)}`), 'text')
  assert.equal(named('after=yesterday'), 'after')
  assert.equal(named('in=#a,#b'), 'in')
  assert.equal(named('limit=-1'), 'limit')
  assert.equal(named('+a/b=c'), '*')
})
