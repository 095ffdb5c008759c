/** Which numerics there are, and who says them: as the sources are written. */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

export interface Numeric {
  /** '' for those that are said about somebody else, as lines of their own. */
  name: string
  /** Three digits. */
  digits: string
  /** Who says it: paths from the root of the repository. Empty where nobody does. */
  files: string[]
}

const root = join(import.meta.dirname, '..')
const isNumerics = (file: string) => /^ircd\/wire\/numerics(\.ts|\/)/.test(file)

/** By number, then by name. */
export async function numericsInSources(): Promise<Numeric[]> {
  const texts = await sources('ircd')
  const found = [...texts].flatMap(([file, text]) => {
    if (!isNumerics(file)) return spokenIn(file, text)
    return exportsOf(text).map(([name, digits]) => {
      return { name, digits, files: speakersOf(name, file, texts) }
    })
  })
  return found.sort((a, b) => (a.digits + a.name < b.digits + b.name ? -1 : 1))
}

/** The text of each TypeScript file below a folder, by its path from the root, in order. */
export async function sources(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
  const names = paths.map((path) => relative(root, path).replaceAll('\\', '/'))
  return new Map(names.map((name, i) => [name, texts[i]!]))
}

/** `export const RPL_… = …'001'…`: the first digits after the name are its own. */
function exportsOf(text: string): [name: string, digits: string][] {
  const statements = text.split(/^export const (?=(?:RPL|ERR)_)/m).slice(1)
  return statements.map((statement) => {
    const [, name = ''] = /^(\w+)/.exec(statement)!
    const [, digits] = /'(\d{3})'/.exec(statement) ?? []
    if (!digits) throw new Error(`${name} has no digits`)
    return [name, digits]
  })
}

/** `messageFrom(server, '710', …)` in a feature. */
function spokenIn(file: string, text: string): Numeric[] {
  if (!/^ircd\/(core|features)\//.test(file)) return []
  const spoken = text.matchAll(/\bmessageFrom\([^,()]+,\s*'(\d{3})'/g)
  return [...spoken].map(([, digits]) => ({ name: '', digits: digits!, files: [file] }))
}

/** Two files may export the same name: who says it imports it from this one. */
function speakersOf(name: string, from: string, texts: Map<string, string>): string[] {
  const module = from.replace('ircd/', '#')
  const imported = new RegExp(`^import \\{[^}]*\\b${name}\\b[^}]*\\} from '${module}'`, 'm')
  return [...texts].filter(([, text]) => imported.test(text)).map(([file]) => file)
}
