/** Programs of others that a test runs: Debian's, unmodified. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The packages that bring each program. */
const packages: Record<string, string[]> = {
  'weechat-headless': ['weechat-headless', 'weechat-plugins'],
  irssi: ['irssi'],
  tmux: ['tmux'],
  chromium: ['chromium'],
}

/**
 * Why a test that needs these programs cannot run here, and what to install; false when it can.
 * Where CI is set nothing is skipped: the test is to call `demand` and fails.
 */
export function skipWithout(...programs: string[]): string | false {
  const missing = missingOf(programs)
  return missing.length > 0 && !process.env.CI && advice(missing)
}

/** @throws AssertionError that names what is missing and how to install it. */
export function demand(...programs: string[]): void {
  const missing = missingOf(programs)
  assert.deepEqual(missing, [], advice(missing))
}

function missingOf(programs: string[]): string[] {
  const path = (process.env.PATH ?? '').split(delimiter)
  return programs.filter((name) => !path.some((directory) => existsSync(join(directory, name))))
}

function advice(missing: string[]): string {
  const wanted = missing.flatMap((program) => packages[program] ?? [program])
  return `${missing.join(', ')} missing here: apt-get install ${wanted.join(' ')}`
}
