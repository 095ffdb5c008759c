/** One run of the simulator: what is done, and what must be true at the end. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { OurNode } from './node.ts'
import { type Plan, World } from './world.ts'

const small = fc.nat(1000)

export const plans = (passive: boolean): fc.Arbitrary<Plan> =>
  fc.record({
    parents: fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }),
    passive: passive
      ? fc.array(fc.boolean(), { minLength: 1, maxLength: 3 })
      : fc.constant([false]),
    skews: fc.array(fc.integer({ min: -2000, max: 2000 }), { minLength: 1, maxLength: 4 }),
    delays: fc.array(fc.integer({ min: 1, max: 250 }), { minLength: 1, maxLength: 4 }),
    steps: fc.array(
      fc.record({
        node: small,
        what: small,
        who: small,
        where: small,
        whom: small,
        value: small,
        ms: fc.oneof({ weight: 8, arbitrary: fc.nat(15) }, { weight: 1, arbitrary: fc.nat(600) }),
      }),
      { minLength: 1, maxLength: 150, size: 'max' },
    ),
  })

/** @throws Error where something is not as it must be. */
export function run(plan: Plan): World {
  const world = new World(plan)
  for (const step of plan.steps) {
    world.perform(step)
    for (const node of world.nodes) assert.deepEqual(node.wrong(), [], node.name)
  }
  world.settle()
  const [first, ...others] = world.nodes.map((node) => node.snapshot())
  for (const [i, other] of others.entries()) {
    assert.deepEqual(
      other,
      first,
      `${world.nodes[i + 1]!.name} differs from ${world.nodes[0]!.name}`,
    )
  }
  for (const node of world.nodes) {
    assert.deepEqual(node.wrong(), [], node.name)
    if (node instanceof OurNode) assert.deepEqual(node.misled(), [], node.name)
  }
  return world
}
