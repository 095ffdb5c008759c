/** Two servers of ours that have the same accounts: A decides about them. */
import assert from 'node:assert/strict'
import { oper } from '../../opers.ts'
import { until } from '../../until.ts'
import { Linked } from './linked.ts'

export const settings = { opers: [oper('boss')] }
export const options = { authority: 'a.test', settings }

/** Linked, and both with the same accounts. */
export async function scene(...names: string[]): Promise<Linked> {
  const both = await Linked.open(options)
  for (const name of names) await both.a.accounts.register(name, `secret-of-${name}`, undefined)
  await join(both)
  return both
}

/** A server that has just got the accounts says so to the others by linking anew. */
async function join(both: Linked): Promise<void> {
  const { a, b } = both
  both.link()
  await until('the accounts', () => b.ledger!.joined && !both.linked)
  both.link()
  await inStep(both)
  assert.deepEqual([...a.faults, ...b.faults], [])
}

export async function inStep({ a, b }: Linked): Promise<void> {
  await until('the same log', async () => {
    const [one, other] = [await a.ledger!.state(), await b.ledger!.state()]
    return one.number === other.number && one.epoch === other.epoch
  })
}
