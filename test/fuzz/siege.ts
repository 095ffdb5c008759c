/** A network in a process of its own, besieged: it lives, answers and forgets. */
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Chance } from '../chance.ts'
import { defectsIn } from '../defects.ts'
import { type SpawnedNetwork, spawnNetwork } from '../network.ts'
import { until } from '../until.ts'
import { type Attack, attacks } from './attacks.ts'
import { type Door, dial, dialRaw, dialWeb, doorsOf, somewhere } from './doors.ts'
import { probeAll } from './probes.ts'
import { account, conversation, password, spoiled } from './words.ts'

export interface Siege {
  /** Without one, chance decides. */
  seed?: number | undefined
  /** Attacks of each kind on each door; or until the time is over, whichever is later. */
  rounds: number
  ms?: number | undefined
  tell?: ((text: string) => void) | undefined
}

export interface Outcome {
  seed: number
  visits: number
  /** Of the process, before and after, where /proc tells. */
  filesBefore?: number | undefined
  filesAfter?: number | undefined
  residentMiBBefore?: number | undefined
  residentMiBAfter?: number | undefined
}

/** How long a visitor who says nothing may stay; at the bouncer's doors, a minute. */
const silenceMsMax = 30_000
const silenceMsMaxLong = 80_000
/** How long a visit may last after our side has ended: a TLS handshake may take 15 seconds. */
const goodbyeMsMax = 20_000
const answerMsMax = 300
const growthMiBMax = 200
const together = 10

/** @throws an Error that names the seed when anything is not as it has to be. */
export async function siege(task: Siege): Promise<Outcome> {
  const chance = new Chance(task.seed)
  const settings = { ircd: { registration_timeout: '4s' } }
  await using network = await spawnNetwork({ settings })
  try {
    return await besiege(network, task, chance)
  } catch (error) {
    const { message } = error as Error
    throw new Error(`seed ${chance.seed}: ${message}\n${network.output}`, { cause: error })
  }
}

async function besiege(network: SpawnedNetwork, task: Siege, chance: Chance): Promise<Outcome> {
  await network.addAccount(account, password)
  await probeAll(network)
  const before = await usage(network.pid)
  const doors = doorsOf(network)
  const silent = sitSilent(doors, (task.ms ?? 0) >= silenceMsMaxLong)
  silent.catch(() => {})
  const end = Date.now() + (task.ms ?? 0)
  const farewells: Promise<void>[] = [silent]
  let visits = 0
  for (let round = 1; round <= task.rounds || Date.now() < end; round++) {
    visits += await storm(doors, chance, farewells)
    visits += await stormWeb(network.web, chance)
    await probeAll(network)
    task.tell?.(`round ${round}: ${visits} visits`)
  }
  await Promise.all(farewells)
  await probeAll(network)
  const files = async () => (await usage(network.pid)).files ?? 0
  const spare = (before.files ?? 0) + 3
  await until('file descriptors to be released', async () => (await files()) <= spare)
  const after = await usage(network.pid)
  const growth = (after.residentMiB ?? 0) - (before.residentMiB ?? 0)
  assert.ok(growth < growthMiBMax, `memory grew by ${growth} MiB`)
  assert.deepEqual(defectsIn(network.output), [])
  const { code } = await network.kill('SIGTERM')
  assert.equal(code, 0, 'it stops cleanly after all that')
  return {
    seed: chance.seed,
    visits,
    filesBefore: before.files,
    filesAfter: after.files,
    residentMiBBefore: before.residentMiB,
    residentMiBAfter: after.residentMiB,
  }
}

/** Every attack on every door, several at once. Their ends are not waited for here. */
async function storm(doors: Door[], chance: Chance, farewells: Promise<void>[]): Promise<number> {
  const visits = doors.flatMap((door) => attacks.map((attack) => ({ door, attack })))
  for (let at = 0; at < visits.length; at += together) {
    const some = visits.slice(at, at + together)
    await Promise.all(
      some.map(async ({ door, attack }) => {
        const leave = await visit(door, attack, chance)
        const gone = leave()
        // It is looked at when all is over.
        gone.catch(() => {})
        farewells.push(gone)
      }),
    )
  }
  return visits.length
}

/** @returns what waits for the end of the visit. */
async function visit(door: Door, attack: Attack, chance: Chance): Promise<() => Promise<void>> {
  const { socket, ended } = await attack.run(door, somewhere(chance), chance)
  // What is not read is not closed either.
  const answered = new Promise((resolve) => socket.on('data', resolve).on('close', resolve))
  if (!ended) {
    await Promise.race([answered, sleep(answerMsMax)])
    socket.end()
  }
  return () => closed(socket, `${attack.name} at the ${door.name} door`, goodbyeMsMax)
}

/** Spoiled lines inside good frames, and spoiled frames. */
async function stormWeb(web: string, chance: Chance): Promise<number> {
  const tongues = [
    ['/webirc/websocket/', 'irc'],
    ['/bouncer/websocket/', 'bouncer'],
  ] as const
  let visits = 0
  for (const [path, tongue] of tongues) {
    for (const protocol of ['text.ircv3.net', 'binary.ircv3.net'] as const) {
      const socket = await dialWeb(web, path, protocol, somewhere(chance))
      const gone = new Promise((resolve) => socket.on('close', resolve))
      for (const line of conversation(tongue, chance)) {
        if (chance.oneIn(3)) socket.send(spoiled(Buffer.from(line), chance))
        else socket.send(line)
      }
      if (chance.oneIn(2)) rawOf(socket).write(chance.bytes(chance.int(1, 3_000)))
      if (chance.oneIn(3)) socket.send('x'.repeat(chance.int(1, 300_000)))
      await Promise.race([gone, sleep(answerMsMax)])
      if (chance.oneIn(2)) socket.terminate()
      else rawOf(socket).end()
      await Promise.race([gone, late(`a WebSocket at ${path}`, goodbyeMsMax)])
      visits++
    }
  }
  return visits
}

function rawOf(socket: object): Socket {
  return (socket as { _socket: Socket })._socket
}

/** Whoever says nothing is not kept for ever, neither in a handshake nor behind it. */
async function sitSilent(all: Door[], long: boolean): Promise<void> {
  const doors = long ? all : all.filter(({ tongue }) => tongue !== 'bouncer')
  const ms = long ? silenceMsMaxLong : silenceMsMax
  const visits = doors.flatMap((door) => [dial(door, undefined), dialRaw(door, undefined)])
  const sockets = await Promise.all(visits)
  await Promise.all(
    sockets.map((socket, at) => {
      socket.resume()
      return closed(socket, `silence at the ${doors[at >> 1]!.name} door`, ms)
    }),
  )
}

async function closed(socket: Socket, what: string, ms: number): Promise<void> {
  if (socket.closed) return
  const gone = new Promise((resolve) => socket.once('close', resolve))
  try {
    await Promise.race([gone, late(what, ms)])
  } finally {
    socket.destroy()
  }
}

async function late(what: string, ms: number): Promise<never> {
  await sleep(ms, undefined, { ref: false })
  throw new Error(`${what} was not over after ${ms} ms`)
}

/** Open files and memory of a process; nothing where there is no /proc. */
async function usage(pid: number) {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => undefined)
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? []
  return { files: files?.length, residentMiB: kib ? Math.round(Number(kib) / 1024) : undefined }
}
