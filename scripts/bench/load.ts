/**
 * The load: a process of its own, so that what the clients cost is not the server's. It is told
 * one thing at a time, and reads the server's clock of CPU time right before and after.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Crowd, type Speech } from './crowd.ts'
import { between, type Cpu, cpuOf } from './usage.ts'

/** What the load can be told, with its parameters. */
interface Tasks {
  /** Connects and registers clients. */
  register: { count: number; tags?: boolean | undefined }
  /** Some of them join channels of that size. */
  join: { count: number; size: number }
  /** One channel talks. */
  talk: { size: number; inFlight: number; speech: Speech; ms: number }
  /** All clients go. */
  leave: object
}

type TaskName = keyof Tasks

export interface Done {
  /** Of the server. */
  cpu: Cpu
  seconds: number
  /** How many times a line reached somebody. */
  deliveries: number
}

type Answer = Done | { error: string }

/** The load as its parent sees it. */
export class Load implements Disposable {
  readonly #child: ChildProcess
  readonly #lost: Promise<{ error: string }>

  /** @param server whose CPU time is read: its process and its port on 127.0.0.1 */
  constructor({ pid, port }: { pid: number; port: number }) {
    this.#child = fork(join(import.meta.dirname, 'load.ts'), [String(pid), String(port)])
    this.#lost = once(this.#child, 'exit').then(() => ({ error: 'the load has ended' }))
  }

  /** @throws Error of one line when the server did not do as expected. */
  async do<N extends TaskName>(name: N, parameters: Tasks[N]): Promise<Done> {
    this.#child.send([name, parameters])
    const answered = once(this.#child, 'message').then(([answer]) => answer as Answer)
    const answer = await Promise.race([answered, this.#lost])
    if ('error' in answer) throw new Error(answer.error)
    return answer
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL')
  }
}

if (import.meta.main) serve(Number(process.argv[2]), Number(process.argv[3]))

function serve(pid: number, port: number): void {
  const crowd = new Crowd(port)
  const tasks: { [N in TaskName]: (given: Tasks[N]) => Promise<number> } = {
    register: async ({ count, tags }) => {
      await crowd.register(count, tags)
      await crowd.quiet()
      return 0
    },
    join: async ({ count, size }) => {
      await crowd.join(count, size)
      return 0
    },
    talk: ({ size, inFlight, speech, ms }) => crowd.talk(size, inFlight, speech, ms),
    leave: async () => {
      await crowd.leave()
      return 0
    },
  }
  process.on('message', async ([name, given]: [TaskName, never]) => {
    process.send!(await measured(pid, () => tasks[name](given)))
  })
  process.on('disconnect', () => process.exit())
}

async function measured(pid: number, task: () => Promise<number>): Promise<Answer> {
  try {
    const before = cpuOf(pid)
    const startedAt = performance.now()
    const deliveries = await task()
    const seconds = (performance.now() - startedAt) / 1000
    return { cpu: between(before, cpuOf(pid)), seconds, deliveries }
  } catch (error) {
    return { error: (error as Error).message }
  }
}
