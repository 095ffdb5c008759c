/** `npm run coverage`: writes docs/protocol.md, which lists all that the server speaks. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadConfig } from '#host/config.ts'
import { outline } from '../ircd/index.ts'
import { type Numeric, numericsInSources } from './numerics.ts'

/** Whatever the server has, by feature. */
export type Outline = Awaited<ReturnType<typeof outline>>

const page = join(import.meta.dirname, '../docs/protocol.md')

const preface = `# What the server speaks

Written by \`npm run coverage\` from the features themselves; a test fails where this page is behind
them, and where a command, a capability, a mode or a numeric is in no test. Values are those of a
server without a configuration file.`

if (import.meta.main) await writeFile(page, await protocolPage())

/** The whole page. */
export async function protocolPage(): Promise<string> {
  const [found, numerics] = await Promise.all([outlineOfDefaults(), numericsInSources()])
  const sections = [
    preface,
    capsSection(found),
    commandsSection(found),
    modesSection(found),
    userModesSection(found),
    bansSection(found),
    supportSection(found),
    numericsSection(numerics),
  ]
  return `${sections.join('\n\n')}\n`
}

export function outlineOfDefaults(): Promise<Outline> {
  return outline(loadConfig())
}

function capsSection({ caps }: Outline): string {
  const rows = caps.map(({ name, value, offered, file }) => [
    code(name),
    code(value),
    offered ? 'yes' : 'where configured',
    link(file),
  ])
  return table('Capabilities', ['capability', 'value', 'offered', 'feature'], rows)
}

function commandsSection({ commands }: Outline): string {
  const rows = commands.map(({ name, help, from, needs, file }) => {
    const [syntax, does] = explained(help)
    const who = needs ? `operators with ${code(needs)}` : from === 'anyone' ? 'anyone' : 'users'
    return [code(syntax ? `${name} ${syntax}` : name), does.map(text).join('<br>'), who, link(file)]
  })
  const intro = '“Anyone” may ask before it has registered, “users” once they have.'
  return table('Commands', ['command', 'what it does', 'who may', 'feature'], rows, intro)
}

/** The parameters stand on a line of their own, before what the command does with them. */
function explained(help: string): [syntax: string, does: string[]] {
  const [first = '', ...rest] = help.split('\n')
  return rest.length > 0 && !first.endsWith('.') ? [first, rest] : ['', [first, ...rest]]
}

function modesSection({ modes }: Outline): string {
  const rows = modes.map(({ name, mode, file }) => [code(`+${name}`), kindOf(mode), link(file)])
  const intro = '[Channel modes](channel-modes.md) says what each of them does.'
  return table('Channel modes', ['mode', 'kind', 'feature'], rows, intro)
}

function kindOf(mode: Outline['modes'][number]['mode']): string {
  if (mode === 'flag') return 'on or off'
  const by = { oper: 'operators of the network', server: 'the server' }
  if (mode.type === 'flag') return `on or off, by ${by[mode.by]}`
  if (mode.type === 'list') return 'list'
  if (mode.type === 'status') return `status, shown as ${code(mode.prefix)}`
  return mode.always ? 'parameter' : 'parameter, when it is set'
}

function userModesSection({ userModes }: Outline): string {
  const owners = {
    own: 'its user',
    oper: 'operators, on themselves',
    drop: 'its user, only off',
    server: 'the server',
  }
  const rows = userModes.map(({ name, mode, file }) => [
    code(`+${name}`),
    owners[typeof mode === 'string' ? mode : mode.owner],
    link(file),
  ])
  return table('User modes', ['mode', 'who switches it', 'feature'], rows)
}

function bansSection({ extbans }: Outline): string {
  const rows = extbans.map(({ name, letter, stops, file }) => [
    code(`~${name}`),
    code(`~${letter}`),
    stops ? 'what the ban does' : 'whom it fits',
    link(file),
  ])
  const intro = '[Channel modes](channel-modes.md) says how they are written.'
  return table('Ban masks', ['mask', 'short', 'says', 'feature'], rows, intro)
}

function supportSection({ isupport }: Outline): string {
  const rows = isupport.map(({ name, value, file }) => [code(name), code(value), link(file)])
  return table('ISUPPORT', ['token', 'value', 'feature'], rows)
}

function numericsSection(numerics: Numeric[]): string {
  const rows = numerics.map(({ digits, name, files }) => [
    digits,
    code(name),
    files.map(link).join(', '),
  ])
  return table('Numerics', ['number', 'name', 'said by'], rows)
}

function table(title: string, head: string[], rows: string[][], intro?: string): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return [`## ${title}`, ...(intro ? [intro] : []), lines.join('\n')].join('\n\n')
}

/** A bar would end the cell, also inside of code. */
function code(words: string): string {
  return words && `\`${words.replaceAll('|', '\\|')}\``
}

function text(words: string): string {
  return words.replace(/[|<>*_~`[\]\\]/g, '\\$&')
}

/** Shown as `modes/key`, and found from docs/. */
function link(file: string): string {
  const shown = file.replace(/^ircd\/(features\/)?/, '').replace(/\.ts$/, '')
  return `[${shown}](../${file})`
}
