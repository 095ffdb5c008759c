/** The house keeps its form: who may import whom, one place for each thing, names and sizes. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { test } from 'node:test'
import { features } from '../ircd/features/index.ts'

const root = join(import.meta.dirname, '..')

interface Floor {
  /** Folders that may be imported; its own always. `bouncer/index.ts` is one file only. */
  may: string[]
  /** Whether packages and `node:` may be imported: 'packages' alone where no Node is. */
  outside?: 'node' | 'packages'
}

const ground = ['ircd/wire', 'ircd/host', 'ircd/store', 'ircd/accounts']

/** By folder; a file belongs to the longest that fits. Down only. */
const floors: Record<string, Floor> = {
  // Also the store: houses in one process share one, which the command line opens for them.
  scripts: {
    may: [...ground, 'ircd/index.ts', 'bouncer/index.ts', 'webgate/index.ts'],
    outside: 'node',
  },
  ircd: {
    may: [...ground, 'ircd/core', 'ircd/features', 'ircd/link', 'ircd/stored'],
    outside: 'node',
  },
  // It adapts the store to the core, for ircd/index.ts.
  'ircd/stored': { may: [...ground, 'ircd/core'], outside: 'node' },
  bouncer: { may: ground, outside: 'node' },
  webgate: { may: ground, outside: 'node' },
  'webgate/client': { may: ['ircd/wire'], outside: 'packages' },
  'ircd/features': { may: ['ircd/core', 'ircd/wire'] },
  // It tells in words of other servers what features mean: features do not know of it.
  'ircd/link': { may: ['ircd/core', 'ircd/features', 'ircd/wire'] },
  'ircd/core': { may: ['ircd/wire'] },
  'ircd/accounts': { may: ['ircd/wire', 'ircd/host', 'ircd/store'], outside: 'node' },
  'ircd/host': { may: ['ircd/wire'], outside: 'node' },
  'ircd/store': { may: ['ircd/wire'], outside: 'node' },
  'ircd/wire': { may: [] },
}

const houses = ['ircd', 'bouncer', 'webgate', 'scripts']
const sources = houses.flatMap(filesIn)
const tests = filesIn('test').filter((file) => file !== 'test/floors.test.ts')

function filesIn(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('webgate/dist/'))
    .sort()
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

/** What a file imports: `import … from`, `export … from`, `import '…'` and `import('…')`. */
function importsOf(file: string): string[] {
  const statements =
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/gm
  return [...textOf(file).matchAll(statements)].map(([, from, bare]) => (from ?? bare)!)
}

/** The path inside the house; nothing for packages and `node:`. */
function pathOf(imported: string, file: string): string | undefined {
  if (imported.startsWith('#')) return `ircd/${imported.slice(1)}`
  return imported.startsWith('.') ? posix.join(dirname(file), imported) : undefined
}

function floorOf(file: string): string {
  const fitting = Object.keys(floors).filter((folder) => file.startsWith(`${folder}/`))
  return fitting.sort((a, b) => b.length - a.length)[0]!
}

function refusal(file: string, imported: string): string | undefined {
  const own = floorOf(file)
  const { may, outside } = floors[own]!
  const path = pathOf(imported, file)
  if (path === undefined) {
    const isNode = imported.startsWith('node:')
    const fine = outside === 'node' || (outside === 'packages' && !isNode)
    return fine ? undefined : `${file} imports ${imported}: ${own} stands on nothing from outside`
  }
  const other = floorOf(path)
  const fine = other === own || may.includes(other) || may.includes(path)
  return fine ? undefined : `${file} imports ${path}: ${own} may not`
}

test('imports go down only', () => {
  const refusals = sources.flatMap((file) => importsOf(file).map((one) => refusal(file, one)))
  assert.deepEqual(refusals.filter(Boolean), [])
  assert(sources.length > 100, 'all of the house was looked at')
})

test('what is imported from another top folder has a # and an ending', () => {
  for (const file of sources) {
    for (const imported of importsOf(file)) {
      const path = pathOf(imported, file)
      if (path === undefined) continue
      assert.match(path, /\.(tsx?|js|css)$/, `${file} imports ${imported}`)
      const isGround = ground.includes(floorOf(path)) && floorOf(path) !== floorOf(file)
      if (isGround) assert(imported.startsWith('#'), `${file} imports ${imported}`)
    }
  }
})

test('every feature stands in the index, once', async () => {
  const files = filesIn('ircd/features').filter((file) => !file.endsWith('/index.ts'))
  const found = new Map<unknown, string>()
  for (const file of files) {
    const { default: feature } = await import(join(root, file))
    if (feature !== undefined) found.set(feature, file)
  }
  const missing = [...found].filter(([feature]) => !features.includes(feature as never))
  assert.deepEqual(
    missing.map(([, file]) => file),
    [],
    'not in ircd/features/index.ts',
  )
  assert.equal(new Set(features).size, features.length, 'none stands there twice')
  assert.equal(features.length, found.size, 'each comes from a file of its own')
})

test('a file is short, and its name says what it is', () => {
  for (const file of [...sources, ...tests]) {
    const lines = textOf(file).split('\n').length
    assert(lines <= 400, `${file} has ${lines} lines`)
    assert.doesNotMatch(file, /(^|[/.-])(utils?|helpers?|managers?|misc|common)([/.-]|$)/i)
    assert.match(file, /^[a-z0-9./-]+$/, 'kebab-case')
  }
})

test('nothing is left undone, and types erase', () => {
  for (const file of [...sources, ...tests]) {
    const text = textOf(file)
    assert.doesNotMatch(text, /\b(TODO|FIXME|XXX|HACK)\b/, file)
    assert.doesNotMatch(text, /^\s*(export\s+|declare\s+|const\s+)*(enum|namespace)\s+\w/m, file)
    assert.doesNotMatch(text, /@ts-(ignore|nocheck)/, file)
  }
})

test('every test runs', () => {
  for (const file of tests) {
    const text = textOf(file)
    assert.doesNotMatch(text, /\b(test|it|describe|suite)\.(skip|only|todo)\b/, file)
    assert.doesNotMatch(text, /\b(skip|only|todo):\s*true\b/, file)
  }
})
