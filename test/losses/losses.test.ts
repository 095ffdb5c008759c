/** The ways in which bouncers lose lines, each tried on ours: see docs/losses.md. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCauserie } from './causerie.ts'
import { scenarios } from './scenarios.ts'
import { lossOf } from './verdict.ts'
import { openZnc, zncMissing } from './znc.ts'

for (const { title, play } of scenarios) {
  test(`nothing is lost and nothing comes twice: ${title}`, async () => {
    const { lost, twice } = lossOf(title, await play(openCauserie))
    assert.deepEqual({ lost, twice }, { lost: 0, twice: 0 })
  })
}

test('the script finds losses where there are some: ZNC, killed', {
  skip: zncMissing ?? false,
}, async () => {
  const [killed] = scenarios
  const { said, lost } = lossOf(killed!.title, await killed!.play(openZnc))
  assert.equal(lost, said)
})
