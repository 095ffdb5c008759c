/** One server, started afresh, through everything that is measured of it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Speech } from './crowd.ts'
import { type Done, Load } from './load.ts'
import type { Plan, Talk } from './plan.ts'
import { type RunningServer, type ServerName, startServer } from './servers.ts'
import { residentKiB } from './usage.ts'

export interface Fanout extends Talk {
  /** CPU seconds of the server for a million deliveries: all its threads, and its first alone. */
  cpu: number
  mainCpu: number
  deliveriesPerSecond: number
}

export interface Arrival {
  /** CPU microseconds of the server for a client: to connect and register, to join a channel. */
  registerUs: number
  joinUs: number
  mainUs: number
  /** KiB of memory of the server with nobody there, and for each client that is idle. */
  baseKiB: number
  clientKiB: number
}

export interface Round {
  fanout: Fanout[]
  arrival: Arrival
}

const plain: Speech = 'PRIVMSG'
const speeches: Speech[] = [plain, 'TAGMSG']

/** How many share a channel where many arrive. */
const channelSize = 10

/** So many run all code once, before the memory of a server without clients is read. */
const firstOnes = 50

export async function playRound(name: ServerName, plan: Plan): Promise<Round> {
  return { fanout: await playTalks(name, plan), arrival: await playArrival(name, plan) }
}

/** The peer has no TAGMSG. */
async function playTalks(name: ServerName, { talks, warmMs, talkMs }: Plan): Promise<Fanout[]> {
  await using server = await startServer(name)
  const results: Fanout[] = []
  for (const speech of name === 'causerie' ? speeches : [plain]) {
    using load = new Load(server)
    const such = talks.filter((talk) => talk.speech === speech)
    const sizes = [...new Set(such.map(({ size }) => size))]
    await load.do('register', { count: Math.max(0, ...sizes), tags: speech !== plain })
    for (const size of sizes) await load.do('join', { count: size, size })
    for (const talk of such) {
      await load.do('talk', { ...talk, ms: warmMs })
      results.push(fanoutOf(talk, await load.do('talk', { ...talk, ms: talkMs })))
    }
    await load.do('leave', {})
  }
  return results
}

function fanoutOf(talk: Talk, { cpu, deliveries, seconds }: Done): Fanout {
  const millions = deliveries / 1e6
  return {
    ...talk,
    cpu: cpu.total / millions,
    mainCpu: cpu.main / millions,
    deliveriesPerSecond: deliveries / seconds,
  }
}

/**
 * The first crowd tells the memory, because a server keeps what it once had. The second tells the
 * CPU time, because code that has run before runs faster, and nobody restarts a server for a
 * client.
 */
async function playArrival(name: ServerName, { arrivals, idleMs }: Plan): Promise<Arrival> {
  await using server = await startServer(name)
  await comeAndGo(server, Math.min(arrivals, firstOnes))
  await sleep(idleMs)
  const baseKiB = residentKiB(server.pid)
  const fullKiB = await comeAndGo(server, arrivals, async () => {
    await sleep(idleMs)
    return residentKiB(server.pid)
  })
  using load = new Load(server)
  const registered = await load.do('register', { count: arrivals })
  const joined = await load.do('join', { count: arrivals, size: channelSize })
  const us = (seconds: number) => (seconds * 1e6) / arrivals
  return {
    registerUs: us(registered.cpu.total),
    joinUs: us(joined.cpu.total),
    mainUs: us(registered.cpu.main + joined.cpu.main),
    baseKiB,
    clientKiB: (fullKiB! - baseKiB) / arrivals,
  }
}

async function comeAndGo<T>(
  server: RunningServer,
  count: number,
  meanwhile?: () => Promise<T>,
): Promise<T | undefined> {
  using load = new Load(server)
  await load.do('register', { count })
  await load.do('join', { count, size: channelSize })
  const seen = await meanwhile?.()
  await load.do('leave', {})
  return seen
}
