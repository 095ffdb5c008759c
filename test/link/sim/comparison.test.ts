/** Servers of ours compare their channels while everything crosses: nothing is taken for a difference. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { OurNode } from './node.ts'
import { plans } from './run.ts'
import { type Plan, World } from './world.ts'

const runs = 40

/** Each active end says what it has, whether or not it is time for it. */
function compare({ nodes, now }: World): void {
  for (const node of nodes) {
    if (!(node instanceof OurNode)) continue
    for (const { comparison } of node.links.peers) {
      comparison.hurry(Number.NEGATIVE_INFINITY)
      comparison.tick(now)
    }
  }
}

function repaired({ nodes }: World): number {
  const peers = nodes.flatMap((node) => (node instanceof OurNode ? [...node.links.peers] : []))
  return peers.reduce((sum, { counts }) => sum + counts.repaired, 0)
}

/** @returns how many lines with digests were said. */
function run(plan: Plan): number {
  const world = new World(plan)
  for (const [i, step] of plan.steps.entries()) {
    world.perform(step)
    if (i % 5 === 0) compare(world)
    assert.equal(repaired(world), 0)
    for (const node of world.nodes) assert.deepEqual(node.wrong(), [], node.name)
  }
  world.settle()
  compare(world)
  world.drain()
  assert.equal(repaired(world), 0)
  return world.log.filter((line) => line.includes(' SUMS ')).length
}

for (const [passive, seed] of [
  [false, 11],
  [true, 12],
] as const) {
  const among = passive ? 'also beside another kind of server' : 'among ours'
  test(`where servers agree nothing is repaired, ${among}`, () => {
    let said = 0
    const property = fc.property(plans(passive), (plan) => {
      said += run(plan)
    })
    fc.assert(property, { numRuns: runs, seed, endOnFailure: true })
    assert.ok(said > runs, `${said} comparisons`)
  })
}
