/**
 * ZNC's configuration: `key = value` lines in nested `<Block name>` … `</Block>`.
 * Source: https://wiki.znc.in/Configuration
 */

export interface Block {
  /** `User`, `Network`, `Chan` …, lower case; '' for the whole file. */
  kind: string
  name: string
  /** Keys in lower case; each may come several times. */
  values: Map<string, string[]>
  blocks: Block[]
}

/** @throws Error that names the line where blocks do not match. */
export function parseZncConfig(text: string): Block {
  const root = block('', '')
  const open = [root]
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const bare = line.trim()
    if (bare === '' || bare.startsWith('//') || bare.startsWith('#')) continue
    const inside = open.at(-1)!
    const [, end, kind = '', name = ''] = /^<(\/)?(\w+)(?:\s+([^>]*))?>$/.exec(bare) ?? []
    if (kind === '') {
      const [, key, value = ''] = /^([^=\s]+)\s*=\s*(.*)$/.exec(bare) ?? []
      if (key !== undefined) push(inside.values, key.toLowerCase(), value)
    } else if (end) {
      if (open.length === 1 || inside.kind !== kind.toLowerCase()) {
        throw new Error(`line ${at + 1}: </${kind}> ends nothing`)
      }
      open.pop()
    } else {
      const fresh = block(kind.toLowerCase(), name.trim())
      inside.blocks.push(fresh)
      open.push(fresh)
    }
  }
  if (open.length > 1) throw new Error(`<${open.at(-1)!.kind}> is not ended`)
  return root
}

export function blocksOf({ blocks }: Block, kind: string): Block[] {
  return blocks.filter((one) => one.kind === kind)
}

/** The last value of a key: later lines win. */
export function settingOf({ values }: Block, key: string): string | undefined {
  return values.get(key)?.at(-1)
}

function block(kind: string, name: string): Block {
  return { kind, name, values: new Map(), blocks: [] }
}

function push(values: Map<string, string[]>, key: string, value: string): void {
  values.set(key, [...(values.get(key) ?? []), value])
}

/** A module's own file, `.registry`: a key and a value on each line, signs in them as `%20;`. */
export function parseRegistry(text: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ')
    if (space < 0) continue
    values.set(unescaped(line.slice(0, space)).toLowerCase(), unescaped(line.slice(space + 1)))
  }
  return values
}

function unescaped(text: string): string {
  const plain = text.replace(/%(?![0-9a-f]{2};)/gi, '%25;').replace(/%([0-9a-f]{2});/gi, '%$1')
  try {
    return decodeURIComponent(plain)
  } catch {
    return text
  }
}
