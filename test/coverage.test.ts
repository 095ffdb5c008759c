/**
 * What the server speaks stands in docs/protocol.md, and each word of it in a play. The words are
 * looked for in the text of the tests: a play that says or hears one fails where it means another.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { outlineOfDefaults, protocolPage } from '../scripts/coverage.ts'
import { numericsInSources, sources } from '../scripts/numerics.ts'

const root = join(import.meta.dirname, '..')
const found = await outlineOfDefaults()
const numerics = await numericsInSources()
const tests = [...(await sources('test/ircd')).values()].join('\n')

/** Those for which no test has what the pattern finds. */
function untested(names: string[], pattern: (name: string) => RegExp): string[] {
  return names.filter((name) => !pattern(name).test(tests))
}

function namesOf(found: { name: string }[]): string[] {
  return found.map(({ name }) => name)
}

test('docs/protocol.md is what the features say now', async () => {
  const page = await readFile(join(root, 'docs/protocol.md'), 'utf8')
  assert(page === (await protocolPage()), 'docs/protocol.md is old: npm run coverage')
  assert(page.length > 10_000, 'it lists much')
})

test('a test asks for every capability', () => {
  const caps = namesOf(found.caps)
  assert(caps.length > 30)
  assert.deepEqual(
    untested(caps, (cap) => new RegExp(`(?<![\\w/.-])${RegExp.escape(cap)}(?![\\w/-])`)),
    [],
  )
})

test('a test says every command', () => {
  const verbs = namesOf(found.commands)
  assert(verbs.length > 100)
  // `alice > VERB …`, and 'VERB' where a test goes through several; HTTP writes `Host:`.
  const said = (verb: string) => {
    const capitalised = verb[0] + verb.slice(1).toLowerCase()
    return new RegExp(`(> |')(${verb}|${capitalised})(?![\\w-])`)
  }
  assert.deepEqual(untested(verbs, said), [])
})

test('a test switches every mode of channels, and of users', () => {
  const switched = (of: string) => (letter: string) =>
    new RegExp(`MODE ${of}\\S+ :?[-+a-zA-Z]*[-+][a-zA-Z]*${letter}`)
  assert.deepEqual(untested(namesOf(found.modes), switched('#')), [])
  assert.deepEqual(untested(namesOf(found.userModes), switched('(?!#)')), [])
})

test('a test bans by every mask', () => {
  const masks = found.extbans.map(({ name, letter }) => `${name}|${letter}`)
  assert.deepEqual(
    untested(masks, (mask) => new RegExp(`~(${mask})(?!\\w)`)),
    [],
  )
})

test('a test hears every numeric, and something says it', () => {
  assert(numerics.length > 200)
  const silent = numerics.filter(({ files }) => files.length === 0)
  assert.deepEqual(namesOf(silent), [], 'nothing says these')
  const digits = [...new Set(numerics.map(({ digits }) => digits))]
  assert.deepEqual(
    untested(digits, (each) => new RegExp(`:\\S+ ${each} `)),
    [],
  )
})
