import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demand, skipWithout } from './programs.ts'

const absent = ['weechat-headless', 'no-such-program']
const advice =
  'weechat-headless, no-such-program missing here: ' +
  'apt-get install weechat-headless weechat-plugins no-such-program'

/** As on a machine that has none of the programs. */
function bare<T>(ci: string | undefined, work: () => T): T {
  const { PATH, CI } = process.env
  set({ PATH: '', CI: ci })
  try {
    return work()
  } finally {
    set({ PATH, CI })
  }
}

function set(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

test('what is skipped says which programs are missing, and how to install them', () => {
  assert.equal(
    bare(undefined, () => skipWithout(...absent)),
    advice,
  )
})

test('with CI nothing is skipped: what is missing fails', () => {
  bare('1', () => {
    assert.equal(skipWithout(...absent), false)
    assert.throws(() => demand(...absent), { message: new RegExp(advice) })
  })
})
