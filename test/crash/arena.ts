/** Where the crash campaign takes place: what is killed, and where the evidence is. */
import type { Duplex } from 'node:stream'
import { type HostPort, spawnNetwork } from '../network.ts'
import { type Evidence, evidenceIn } from './evidence.ts'
import type { LineClient } from './line-client.ts'

export type Until = (what: string, done: () => boolean) => Promise<void>

export interface Struck {
  /** What was killed. */
  what: string
  /** When it was; what was on its way then may be shown after that, on the same connection. */
  at: number
  /** Brings it back. */
  heal(): Promise<void>
}

export interface Arena extends AsyncDisposable {
  irc: HostPort
  bouncer: HostPort | (() => Duplex)
  /** Settles when devices may connect. */
  mayDial?: (() => Promise<void>) | undefined
  /** All that the processes have written. */
  readonly output: string
  addAccount(name: string, password: string): Promise<void>
  /** Kills something, and waits until its connections have ended. */
  strike(until: Until, clients: LineClient[]): Promise<Struck>
  /** What the disk has. */
  evidence(): Promise<Evidence>
  /** Ends everything in good order; the evidence stays. */
  end(): Promise<void>
}

/** All houses in one process, on the embedded store. */
export async function loneProcess(): Promise<Arena> {
  const network = await spawnNetwork({ settings: { log: { level: 'warn' } } })
  return {
    irc: network.irc,
    bouncer: network.bouncer,
    get output() {
      return network.output
    },
    addAccount: (name, password) => network.addAccount(name, password),
    async strike(until, clients) {
      await network.kill('SIGKILL')
      // What the system had taken from the process is still shown.
      await until('connections to end', () => clients.every(({ live }) => !live))
      return { what: 'the process', at: Date.now(), heal: () => network.restart() }
    },
    evidence: () => evidenceIn(network.data),
    async end() {
      await network.kill('SIGTERM')
    },
    [Symbol.asyncDispose]: () => network[Symbol.asyncDispose](),
  }
}
