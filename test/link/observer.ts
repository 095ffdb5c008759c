/** Two servers are asked, as by a server that has just been linked, what the network is like. */
import assert from 'node:assert/strict'
import { until } from '../until.ts'
import { ScriptedPeer } from './scripted-peer.ts'

/** A busy machine may take long over what is on its way. */
const patienceMs = 60_000

/** How a server may be observed: under which name, which it must know as a link. */
export interface Observed {
  port: number
  name: string
  sid: string
}

/** What a server tells of the network when somebody is linked to it; the link is dropped then. */
async function lookAt({ port, name, sid }: Observed): Promise<Record<string, unknown>> {
  const peer = await ScriptedPeer.dial(port, { name, sid, dialect: 'hybrid' })
  await peer.links()
  const summary = peer.view.summary()
  peer.send(`SQUIT ${peer.sid} :seen`)
  peer.drop()
  return summary
}

/** Settles when both tell the same; fails with the difference when they never do. */
export async function agree(a: Observed, b: Observed, what: string): Promise<void> {
  let last: [unknown, unknown] = [undefined, undefined]
  const isSame = async () => {
    last = [await lookAt(a), await lookAt(b)]
    return JSON.stringify(last[0]) === JSON.stringify(last[1])
  }
  try {
    await until(what, isSame, patienceMs)
  } catch {
    assert.deepEqual(last[0], last[1], what)
  }
}
