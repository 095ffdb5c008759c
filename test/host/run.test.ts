import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { extend, forgetRuns, type Run, textOf } from '#host/run.ts'

afterEach(forgetRuns)

function runOf(...lines: string[]): Run {
  let run: Run | undefined
  for (const line of lines) run = extend(run, line, 0)
  return run!
}

test('recipients who read different dialects by turns share the run of their own dialect', () => {
  const dialects = ['plain', '@time=1 timed', '@msgid=a tagged', '@time=1;msgid=a both']
  const once = dialects.map((line) => runOf(line, 'then the same', line))
  const again = dialects.map((line) => runOf(line, 'then the same', line))
  for (const [i, run] of again.entries()) assert.equal(run, once[i])
  assert.equal(textOf(again[1]!), '@time=1 timed\r\nthen the same\r\n@time=1 timed\r\n')
})

test('a line that waits for something else is not the same', () => {
  assert.notEqual(extend(undefined, 'a', 1), extend(undefined, 'a', 2))
  assert.equal(extend(undefined, 'a', 1), extend(undefined, 'a', 1))
})
