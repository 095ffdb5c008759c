/**
 * What devices get that come back to their bouncer, of lines that were said while they were gone:
 * lines a second, and what one costs. ZNC is given room for as many lines.
 */
import { LocalAccounts } from '#accounts/local.ts'
import { openStore } from '#store/open.ts'
import { Device } from './device.ts'
import { Member } from './member.ts'
import { type RunningServer, startCauserie } from './servers.ts'
import { between, cpuOf, residentKiB } from './usage.ts'
import { startZnc, zncMissing } from './znc.ts'

export interface Replay {
  linesPerSecond: number
  /** CPU microseconds for a line; ours is of all houses, in one process. */
  lineUs: number
}

export interface BouncerFigures {
  one: Replay
  /** The same lines to fifty devices of one person, at once. */
  fifty: Replay
  /** Undefined where ZNC is not installed. */
  znc: Replay | undefined
  /** For one more person who is online with one device, and says nothing. */
  personKiB: number
}

/** How much is asked of the bouncer. */
export interface BouncerPlan {
  /** Lines that a device has missed. */
  missed: number
  /** People who are online. */
  people: number
}

const account = 'bench'
const peer = 'zed'
const password = 'correct-horse'
const channel = '#replay'
/** Lines that are said at once: a speaker does not outrun the disk without end. */
const wave = 500
const crowd = 50

export async function measureBouncer({ missed, people }: BouncerPlan): Promise<BouncerFigures> {
  await using server = await startCauserie('start')
  const devices = Array.from({ length: crowd }, (_, n) => deviceOf(`device${n}`))
  const names = Array.from({ length: people }, (_, n) => `person${n}`)
  await makeAccounts(server, [account, ...names])
  // Each device was here before, or it would be given the last lines only.
  await visit(server, [deviceOf('laptop'), ...devices])
  // Before anything is replayed: what that leaves behind would hide what people take.
  const personKiB = await memoryOf(server, names)
  await using znc = zncMissing ? undefined : await openZnc(server, missed)
  await speak(server, missed)
  const ours = (logins: string[]) => replay(server.pid, server.bouncerPort!, logins, missed)
  return {
    one: await ours([deviceOf('laptop')]),
    fifty: await ours(devices),
    znc: znc && (await replay(znc.pid, znc.port, [`${peer}@laptop/other`], missed)),
    personKiB,
  }
}

function deviceOf(name: string): string {
  return `${account}/causerie@${name}`
}

async function makeAccounts({ directory }: RunningServer, names: string[]): Promise<void> {
  await using store = await openStore(`sqlite:${directory}`)
  const accounts = new LocalAccounts(store, {})
  for (const name of names) await accounts.register(name, password, undefined)
}

async function visit({ bouncerPort }: RunningServer, logins: string[]): Promise<void> {
  for (const [n, login] of logins.entries()) {
    using device = await Device.connect(bouncerPort!, login, password)
    await device.hear(' 001 ')
    if (n > 0) continue
    device.send(`JOIN ${channel}\r\n`)
    await device.hear(' 366 ')
  }
}

async function openZnc({ port }: RunningServer, lines: number) {
  const znc = await startZnc({ name: peer, password, upstream: { port }, channel, lines })
  using device = await Device.connect(znc.port, `${peer}@laptop/other`, password)
  await device.hear(' 376 ')
  // By itself it joins half a minute later.
  device.send(`JOIN ${channel}\r\n`)
  await device.hear(' 366 ')
  return znc
}

async function replay(
  pid: number,
  port: number,
  logins: string[],
  missed: number,
): Promise<Replay> {
  const before = cpuOf(pid)
  const startedAt = performance.now()
  await Promise.all(
    logins.map(async (login) => {
      using device = await Device.connect(port, login, password)
      await device.hear(` PRIVMSG ${channel} `, missed)
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  const lines = missed * logins.length
  const { total } = between(before, cpuOf(pid))
  return { linesPerSecond: lines / seconds, lineUs: (total * 1e6) / lines }
}

/** Each is also a user of the server, in the same process. */
async function memoryOf({ pid, bouncerPort }: RunningServer, names: string[]): Promise<number> {
  const before = residentKiB(pid)
  using stack = new DisposableStack()
  for (const name of names) {
    const login = `${name}/causerie@laptop`
    const device = stack.use(await Device.connect(bouncerPort!, login, password))
    await device.hear(' 001 ')
  }
  return (residentKiB(pid) - before) / names.length
}

/** Each wave ends with a PING, whose answer waits behind all that was said. */
async function speak({ port }: RunningServer, count: number): Promise<void> {
  const speaker = await Member.connect(port, 'speaker')
  await speaker.ask('NICK speaker\r\nUSER bench 0 * :Benchmark\r\n', ' 376 ')
  await speaker.ask(`JOIN ${channel}\r\n`, ' 366 ')
  const line = `PRIVMSG ${channel} :${'x'.repeat(60)}\r\n`
  for (let said = 0; said < count; said += wave) {
    const lines = line.repeat(Math.min(wave, count - said))
    await speaker.ask(`${lines}PING :${said}\r\n`, 'PONG')
  }
  speaker.close()
}
