import type { LinkSink } from '../../../ircd/link/terms.ts'
import type { SimNode, SimPeer, Snapshot, Step } from './node.ts'
export class PassiveNode implements SimNode {
  readonly ours = false
  readonly name: string
  readonly sid: string
  constructor(name: string, sid: string, _now: () => number) {
    this.name = name
    this.sid = sid
  }
  open(_sink: LinkSink, _dials: string | undefined): SimPeer {
    throw new Error()
  }
  act(_step: Step): void {}
  snapshot(): Snapshot {
    return { servers: [], users: {}, channels: {} }
  }
  wrong(): string[] {
    return []
  }
}
