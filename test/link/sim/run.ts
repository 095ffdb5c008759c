/** One run of the simulator: what is done, and what must be true at the end. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { OurNode, type Snapshot } from './node.ts'
import { type Plan, World } from './world.ts'

const small = fc.nat(1000)

/** @param what which things happen; any, unless told */
export const plans = (passive: boolean, what = small): fc.Arbitrary<Plan> =>
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
        what,
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
    assert.deepEqual(world.wrong, [])
  }
  world.settle()
  assert.deepEqual(world.wrong, [])
  const [first, ...others] = world.nodes
  for (const node of others) {
    const said = `${node.name} differs from ${first!.name}`
    if (node.ours) assert.deepEqual(node.snapshot(), first!.snapshot(), said)
    else assert.deepEqual(node.snapshot(), lesser(first!.snapshot()), said)
  }
  for (const node of world.nodes) {
    assert.deepEqual(node.wrong(), [], node.name)
    if (!(node instanceof OurNode)) continue
    assert.deepEqual(node.misled(), [], node.name)
    assert.deepEqual(node.disordered(), [], node.name)
  }
  return world
}

/** As much of a network as a server of another kind knows. */
function lesser({ servers, users, channels }: Snapshot): Snapshot {
  const few = Object.entries(users).map(([uid, text]): [string, string] => {
    const [nick, ts, username, host, , away] = text.split('|')
    return [uid, [nick, ts, username, host, away].join('|')]
  })
  const known = Object.entries(channels).map(([name, channel]): [string, Channel] => {
    const words = channel.members.split(' ')
    const members = words.map((word) => word.slice(0, 9) + word.slice(9).replace(/[ah]/g, ''))
    const topic = channel.topic.replace(/^\d+ /, '')
    return [name, { ...channel, members: members.sort().join(' '), topic }]
  })
  return { servers, users: Object.fromEntries(few), channels: Object.fromEntries(known) }
}

type Channel = Snapshot['channels'][string]
