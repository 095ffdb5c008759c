/**
 * Servers that talk, part and meet again under seeds, with clocks that jump: at every step nothing
 * impossible in what clients read, what servers know and what wires carry (`safety.ts`), and at the
 * end one network, whatever crossed. Among them are servers of another kind, which have no fence.
 */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { Server } from '../../../ircd/core/server.ts'
import { Fence } from '../../../ircd/link/fence.ts'
import { Links } from '../../../ircd/link/links.ts'
import { found, planOf } from './found.ts'
import { OurNode, type Step } from './node.ts'
import { plans, run } from './run.ts'

const runs = 150

test('servers of ours end equal, whatever crosses, splits and heals', () => {
  fc.assert(
    fc.property(plans(false), (plan) => void run(plan)),
    { numRuns: runs, seed: 1 },
  )
})

test('servers of ours and of another kind end equal', () => {
  fc.assert(
    fc.property(plans(true), (plan) => void run(plan)),
    { numRuns: runs, seed: 2 },
  )
})

for (const each of found) test(`found: ${each.rule}`, () => void run(planOf(each)))

/** Whether a run fails: then a counterexample is found, and made smaller. */
function fails(passive: boolean): boolean {
  const property = fc.property(plans(passive), (plan) => void run(plan))
  return fc.check(property, { numRuns: 400, seed: 3, endOnFailure: true }).failed
}

test('without the fence they differ, and the simulator sees it', ({ mock }: TestContext) => {
  mock.method(Fence.prototype, 'pending', () => undefined)
  assert(fails(false), 'between ours')
  assert(fails(true), 'beside another kind')
})

test('where a line goes back to whom it came from the simulator sees it', ({
  mock,
}: TestContext) => {
  const { linked } = Links.prototype
  mock.method(Links.prototype, 'linked', function (this: Links) {
    return linked.call(this)
  })
  assert(fails(false))
})

test('where both ends discard they differ, too', ({ mock }: TestContext) => {
  const { pending } = Fence.prototype
  mock.method(
    Fence.prototype,
    'pending',
    function (this: Fence, channel: string, register: string) {
      this.active = true
      return pending.call(this, channel, register)
    },
  )
  assert(fails(false))
})

test('where the younger channel keeps its modes they differ', ({ mock }: TestContext) => {
  const { commit } = Server.prototype
  mock.method(
    Server.prototype,
    'commit',
    function (this: Server, ...given: Parameters<typeof commit>) {
      const [kind, data] = given
      if (kind.name === 'mode' && (data as { createdAt?: number }).createdAt) {
        Object.assign(data as object, { changes: [] })
      }
      return commit.apply(this, given)
    },
  )
  assert(fails(false))
})

test('where a nick is taken again within its second a late SAVE divides them', ({ mock }) => {
  const { act } = OurNode.prototype
  const { isUnderway } = Fence.prototype
  mock.method(Fence.prototype, 'isUnderway', function (this: Fence, ...of: [string, string]) {
    return !of[1].startsWith('save ') && isUnderway.apply(this, of)
  })
  mock.method(OurNode.prototype, 'act', function (this: OurNode, step: Step) {
    for (const user of this.server.net.uids.values()) user.nickAtMost = 0
    return act.call(this, step)
  })
  const property = fc.property(plans(false, nickOnly), (plan) => void run(plan))
  assert(fc.check(property, { numRuns: 600, seed: 3, endOnFailure: true }).failed)
})

/** Nearly nothing but changes of nicks. */
const nickOnly = fc.constantFrom(11, 12, 33, 34, 19)
