/** Logs alone, as files in one of the layouts of ZNC's log module: ours, soju's, ZNC's. */
import { statSync } from 'node:fs'
import { type Foreign, Losses, newNetwork } from './foreign.ts'
import { findLogFiles, readLog } from './znc-log.ts'

export interface LogOptions {
  /** Of which network, where the directory is one network's. */
  network?: string | undefined
  /** What its owner was called there. */
  nick: string
  zone: string
}

/** @throws Error of one line: nothing is there, or it does not say of which network it is. */
export function readLogs(path: string, { network, nick, zone }: LogOptions): Foreign {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`there is no directory ${path}`)
  }
  const lost = new Losses()
  const files = findLogFiles(path, nick, lost)
  const named = Map.groupBy(files, (file) => network ?? file.network)
  if (named.has(undefined)) throw new Error('the files do not say their network: say --network')
  const networks = [...named].map(([name, some]) => ({
    ...newNetwork(name!, nick),
    lines: () => readLog(some, { me: nick, zone, lost }),
  }))
  return { source: `logs in ${path}`, networks, lost }
}
