/** What the pages tell is there: their links, their commands, their addresses. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import type { Command, CommanderError } from 'commander'
import { formatAddress } from '#host/address.ts'
import { parseConfig } from '#host/config.ts'
import { makeProgram } from '../scripts/cli.ts'

const root = join(import.meta.dirname, '..')
const pages = ['.', 'docs'].flatMap((folder) => filesIn(folder, '.md'))
const readme = textOf('README.md')

function filesIn(folder: string, ending: string): string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(ending))
  return names.map((name) => join(folder, name))
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

test('links lead to files and headings that there are', () => {
  for (const page of pages) {
    for (const [, target = ''] of textOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue
      const [path = '', heading] = target.split('#')
      const file = path ? join(dirname(page), path) : page
      assert.ok(existsSync(join(root, file)), `${page} links to ${target}`)
      if (heading) assert.ok(anchorsOf(textOf(file)).includes(heading), `${page}: ${target}`)
    }
  }
})

function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
}

test('each command that a page or a help text shows can be called so', () => {
  const shown = new Map<string, string>()
  for (const page of pages) {
    for (const [, command = ''] of textOf(page).matchAll(
      /(?:^|`)(?:npx )?causerie (\S[^`\n]*)/gm,
    )) {
      shown.set(command, page)
    }
  }
  for (const file of filesIn('scripts/commands', '.ts')) {
    for (const [, command = ''] of textOf(file).matchAll(/^ +\$ (?:.* )?causerie (.*?)`?$/gm)) {
      shown.set(command.replace(/\$\{name\}/, 'ircd'), file)
    }
  }
  assert.ok(shown.size > 30, `${shown.size} commands are shown`)
  for (const [command, file] of shown) {
    assert.equal(complaint(wordsOf(command)), undefined, `${file}: causerie ${command}`)
  }
})

/** Without a comment, and without quotes. */
function wordsOf(command: string): string[] {
  const words = command.replace(/\s{2,}#.*$/, '').match(/'[^']*'|\S+/g) ?? []
  return words.map((word) => word.replace(/^'(.*)'$/, '$1'))
}

const missingOption = 'commander.missingMandatoryOptionValue'

/** What is wrong with a call, without doing what it asks for. */
function complaint(words: string[]): string | undefined {
  const program = makeProgram()
  for (const command of descendants(program)) {
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} })
    if (command.commands.length === 0) command.action(() => {})
  }
  try {
    program.parse(words, { from: 'user' })
    return undefined
  } catch (error) {
    const { code, message } = error as CommanderError
    // What only names a command does not show how it is called.
    const isName = ['commander.help', 'commander.missingArgument', missingOption].includes(code)
    return isName ? undefined : message
  }
}

function descendants(command: Command): Command[] {
  return [command, ...command.commands.flatMap((one) => descendants(one as Command))]
}

test('the README’s addresses are those of a network without a configuration', () => {
  const { ircd, bouncer, webgate } = parseConfig('', 'none', root)
  const addresses = (listen: typeof ircd.listen) => listen.map(formatAddress)
  const row = (name: string) =>
    new RegExp(`^\\| ${name} \\| (.*?) \\| ?(.*?) ?\\|$`, 'm').exec(readme)!
  for (const [name, { listen }] of [
    ['IRC', ircd],
    ['bouncer', bouncer],
  ] as const) {
    const [, plain, tls] = row(name)
    assert.deepEqual(addresses(listen), [`tcp:127.0.0.1:${plain}`, `tls:127.0.0.1:${tls}`])
  }
  const web = addresses(webgate.listen)[0]!.replace('tcp:', 'http://')
  assert.match(row('web')[1]!, new RegExp(`^<${web}/>$`))
})

test('CI calls exactly the README’s test command', () => {
  const [, command = ''] = /^## Test\n+```\n(.*)\n```$/m.exec(readme)!
  assert.ok(textOf('.ci/run').split('\n').includes(`bash -c '${command}'`), command)
})
