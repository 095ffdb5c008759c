/** What a process has used, as Linux counts it: see proc(5). */
import { readdirSync, readFileSync } from 'node:fs'

/** CPU time, user and system together. */
export interface Cpu {
  /** Seconds of the whole process. */
  total: number
  /** Seconds of its first thread: in Node the one that reads and writes sockets. */
  main: number
}

/**
 * Sums over the threads that live, by the scheduler's count of nanoseconds: `/proc/PID/stat` has
 * the same in ticks of 10 ms, too coarse for a short round. Neither server ends threads as it runs.
 */
export function cpuOf(pid: number): Cpu {
  const cpu: Cpu = { total: 0, main: 0 }
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [ran = ''] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')
    const seconds = Number(ran) / 1e9
    cpu.total += seconds
    if (Number(thread) === pid) cpu.main = seconds
  }
  return cpu
}

/** What was used between two readings. */
export function between(before: Cpu, after: Cpu): Cpu {
  return { total: after.total - before.total, main: after.main - before.main }
}

/** Resident memory in KiB. */
export function residentKiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1])
}
