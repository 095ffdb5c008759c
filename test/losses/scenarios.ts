/**
 * The ways in which bouncers lose lines, one after the other, as one script for any bouncer: what
 * was said, and what each device could read of it in the end.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Device, eventually } from '../bouncer/device.ts'
import { Network } from '../bouncer/scripted-network.ts'
import { startFreezingProxy } from '../freezing-proxy.ts'
import { startNetwork } from '../network.ts'
import { channel, type Open, password, patienceMs, type Subject, signIn } from './subject.ts'

/** What one device should have read, and what it did; the same line twice stands there twice. */
export interface Reading {
  said: string[]
  read: string[]
  /** Shown, but not confirmed when the connection broke: nobody can know, and they may come again. */
  unconfirmed?: string[] | undefined
}

export interface Scenario {
  title: string
  play(open: Open): Promise<Reading>
}

/** Fewer than any bouncer keeps by itself, so that each scenario shows its own loss. */
const some = 40
const lineChars = 400
/** What was read from a socket has been dealt with after this. */
const settledMs = 1_500
/** Silence, after which nothing more is waited for. */
const silenceMs = 4_000

export const scenarios: Scenario[] = [
  {
    title: 'the process is killed (SIGKILL)',
    play: alone(async (stage, { crash }) => {
      const said = await stage.says(some)
      await crash()
      return { said, read: await stage.reads('phone', said) }
    }),
  },
  {
    title: 'the process is restarted in good order',
    play: alone(async (stage, { restart }) => {
      const said = await stage.says(some)
      await restart()
      return { said, read: await stage.reads('phone', said) }
    }),
  },
  {
    title: 'a busy day: 3,000 lines while nobody is attached',
    play: alone(async (stage) => {
      await stage.reads('phone', [])
      const said = await stage.says(3_000)
      return { said, read: await stage.reads('phone', said) }
    }),
  },
  {
    title: 'the connection breaks in the middle of the replay',
    play: alone(async (stage, subject) => {
      const said = await stage.says(named(some).map((text) => text.padEnd(lineChars, '.')))
      const phone = await subject.attach('phone', { cutAfterBytes: (some / 2) * lineChars })
      await eventually(() => phone.closed, undefined, patienceMs)
      const unconfirmed = phone.texts.slice(phone.acknowledged.length)
      const read = [...phone.acknowledged, ...(await stage.reads('phone', said))]
      return { said, read, unconfirmed }
    }),
  },
  {
    title: 'the device is out of reach, and its connection seems open',
    play: alone(async (stage, subject) => {
      await using way = await startFreezingProxy(subject.port)
      const phone = await subject.attach('phone', { port: way.port })
      await sleep(settledMs)
      way.freeze()
      const said = await stage.says(some)
      return { said, read: [...phone.texts, ...(await stage.reads('phone', said))] }
    }),
  },
  {
    title: 'a second device comes after the first has read everything',
    play: alone(async (stage) => {
      const said = await stage.says(some)
      await stage.reads('desk', said)
      return { said, read: await stage.reads('phone', said) }
    }),
  },
  {
    title: 'a line of the network comes from the future',
    play: alone(async (stage) => {
      const [early, ...rest] = named(some)
      stage.network.says(`@time=2033-05-18T03:33:20.000Z ${spoken(early!)}`)
      await stage.says(rest)
      const first = await stage.reads('phone', [early!, ...rest])
      const later = await stage.says(some, 'later')
      return {
        said: [early!, ...rest, ...later],
        read: [...first, ...(await stage.reads('phone', later))],
      }
    }),
  },
  {
    title: 'we are kicked before anybody has read it',
    play: alone(async (stage) => {
      const said = await stage.says(some)
      stage.network.says(`:bob!b@h KICK ${channel} alice :out`)
      await stage.settles()
      return { said, read: await stage.reads('phone', said) }
    }),
  },
  {
    title: 'the connection to a network that keeps history is lost for a while',
    play: lostConnection,
  },
]

interface Stage {
  network: Network
  /** Has lines said while nobody is asked to read them. @returns their texts. */
  says(lines: number | string[], name?: string): Promise<string[]>
  /** What the bouncer was told has reached it. */
  settles(): Promise<void>
  /** A device comes, reads until it has everything or nothing more comes, and goes. */
  reads(device: string, said: string[]): Promise<string[]>
}

/** On a network that plays by our script. */
function alone(run: (stage: Stage, subject: Subject) => Promise<Reading>) {
  return async (open: Open): Promise<Reading> => {
    const network = new Network(['server-time'])
    await network.open(true)
    try {
      await using subject = await open({ port: network.port })
      return await run(stageOf(network, subject), subject)
    } finally {
      await network.close()
    }
  }
}

function stageOf(network: Network, subject: Subject): Stage {
  let syncs = 0
  const settles = async () => {
    const token = `sync-${++syncs}`
    network.says(`PING :${token}`)
    await network.hears(new RegExp(`^PONG :?${token}`))
    await sleep(settledMs)
  }
  return {
    network,
    settles,
    async says(lines, name = 'line') {
      const texts = typeof lines === 'number' ? named(lines, name) : lines
      network.says(...texts.map(spoken))
      await settles()
      return texts
    },
    async reads(name, said) {
      const device = await subject.attach(name)
      const read = await heard(device, said)
      // What it has read it may have to confirm.
      await sleep(settledMs)
      device.drop()
      await sleep(settledMs)
      return read
    },
  }
}

function named(count: number, name = 'line'): string[] {
  return Array.from({ length: count }, (_, n) => `${name} ${n + 1}`)
}

function spoken(text: string): string {
  return `:bob!b@h PRIVMSG ${channel} :${text}`
}

async function heard(device: Device, said: string[]): Promise<string[]> {
  let known = device.lines.length
  let changedAt = Date.now()
  const missing = new Set(said)
  for (let seen = 0; Date.now() - changedAt < silenceMs; await sleep(20)) {
    const { texts } = device
    for (; seen < texts.length; seen++) missing.delete(texts[seen]!)
    if (missing.size === 0) break
    if (device.lines.length !== known) changedAt = Date.now()
    known = device.lines.length
  }
  return device.texts
}

/** Our own server is the network here: it keeps what was said in its channels. */
async function lostConnection(open: Open): Promise<Reading> {
  await using server = await startNetwork()
  for (const name of ['alice', 'bob']) await server.addAccount(name, password)
  await using way = await startFreezingProxy(server.irc.port)
  await using subject = await open({ port: way.port, password: `alice:${password}` })
  const bob = await signIn(server.irc.port, `bob:${password}`, 'bob')
  bob.send(`JOIN ${channel}`)
  await bob.hears(/ 366 /, patienceMs)
  way.freeze()
  const said = named(some)
  bob.send(...said.map((text) => `PRIVMSG ${channel} :${text}`), 'PING :said')
  await bob.hears(/ PONG \S+ :?said/, patienceMs)
  way.breaks()
  await bob.hears(/ :alice\S* JOIN /, patienceMs)
  await sleep(settledMs)
  const phone = await subject.attach('phone')
  const read = await heard(phone, said)
  for (const device of [bob, phone]) device.drop()
  return { said, read }
}
