/** The words that commands of services take, as their `params` say. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minOf, readWords } from '../../../ircd/features/services/syntax.ts'

const cases: [params: string, text: string, words: string[]][] = [
  ['<channel>', '#tea', ['#tea']],
  ['<channel> [nick]…', '#tea  bob   carol', ['#tea', 'bob', 'carol']],
  ['<channel> <nick> [reason…]', '#tea bob too  much sugar', ['#tea', 'bob', 'too  much sugar']],
  ['<channel> <nick> [reason…]', '#tea bob', ['#tea', 'bob']],
  ['<text…>', 'all of it', ['all of it']],
  ['<channel>', '#tea and more', ['#tea', 'and', 'more']],
  ['', '', []],
]

for (const [params, text, words] of cases) {
  test(`${params || 'nothing'} reads ${JSON.stringify(text)} as ${words.length} words`, () => {
    assert.deepEqual(readWords(params, text), words)
  })
}

test('what stands in angle brackets must be there', () => {
  assert.equal(minOf('<channel> <ADD|DEL|LIST> [mask or account] [reason…]'), 2)
  assert.equal(minOf('[channel]'), 0)
  assert.equal(minOf(''), 0)
})
