/**
 * A replay whose connection breaks at some byte; at each byte: `npm run soak -- cuts`. irssi waits
 * longer before it comes back, and is given fewer.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demand, skipWithout } from '../clients/programs.ts'
import { type Cuts, cuts } from './cuts.ts'

const plays: { cut: Cuts; programs: string[] }[] = [
  {
    cut: { client: 'weechat', offsets: [1, 75, 201, 433, 702] },
    programs: ['weechat-headless'],
  },
  { cut: { client: 'irssi', offsets: [90, 512] }, programs: ['irssi', 'tmux'] },
]

for (const { cut, programs } of plays) {
  test(`${cut.client} writes each line down, and once where it could confirm it, wherever a replay breaks`, {
    skip: skipWithout(...programs),
  }, async () => {
    demand(...programs)
    const { lost, twice, again, broke, said } = await cuts(cut)
    assert.deepEqual({ lost, twice, broke }, { lost: [], twice: [], broke: cut.offsets.length })
    assert.ok(again < said / 2, `${again} of ${said} came again`)
  })
}
