import assert from 'node:assert/strict'
import test from 'node:test'
import { commandNames } from '../../webgate/client/state/commands.ts'
import { en as first } from '../../webgate/client/words/en.ts'
import { more as enMore } from '../../webgate/client/words/en-more.ts'
import { fr as premier } from '../../webgate/client/words/fr.ts'
import { more as frMore } from '../../webgate/client/words/fr-more.ts'

/** Will do for a number, a name and a list. */
const some = Object.assign(['1'], { valueOf: () => 1 })

const en = { ...first, ...enMore }
const fr: typeof en = { ...premier, ...frMore }
type Words = typeof en
const others: Record<string, Words> = { fr }

test('every language has every key, and says something', () => {
  for (const [code, words] of Object.entries(others)) {
    assert.deepEqual(Object.keys(words).sort(), Object.keys(en).sort(), code)
    for (const [key, value] of Object.entries(words)) {
      const original = en[key as keyof Words]
      assert.equal(typeof value, typeof original, `${code}: ${key}`)
      const said =
        typeof value === 'function' ? (value as (...all: unknown[]) => string)(some, 1, '') : value
      assert.match(said, /\S/, `${code}: ${key}`)
    }
  }
})

test('a language other than English is not English', () => {
  const same = Object.keys(en).filter((key) => {
    const name = key as keyof Words
    return typeof en[name] === 'string' && en[name] === fr[name]
  })
  assert.deepEqual(same.sort(), ['conversations', 'network_port', 'suggestions'])
})

test('every command has its help, which begins with how it is typed', () => {
  for (const words of [en, fr]) {
    const helps = Object.keys(words).filter((key) => key.startsWith('help_'))
    assert.deepEqual(helps.sort(), commandNames.map((name) => `help_${name}`).sort())
    for (const name of commandNames) {
      assert.match(words[`help_${name}`], new RegExp(`^/${name}\\b`), name)
    }
  }
})

test('French has a space that breaks no line before its signs, and inside of its quotes', () => {
  const samples = [
    [some, 1, ''],
    [some, 5, 'x'],
  ]
  for (const [key, value] of Object.entries(fr)) {
    const said = (args: unknown[]) => String((value as (...all: unknown[]) => string)(...args))
    const texts = typeof value === 'function' ? samples.map(said) : [value]
    for (const text of texts) assert.doesNotMatch(text, /\x20[:;!?»]|«\x20/, key)
  }
})
