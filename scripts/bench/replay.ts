/** What a device gets that comes back to its bouncer: lines a second, and what one costs. */
import { LocalAccounts } from '#accounts/local.ts'
import { openStore } from '#store/open.ts'
import { Device } from './device.ts'
import { Member } from './member.ts'
import { type RunningServer, startCauserie } from './servers.ts'
import { between, cpuOf } from './usage.ts'

export interface Replay {
  linesPerSecond: number
  /** CPU microseconds of all houses for a line. */
  lineUs: number
}

const account = 'bench'
const password = 'correct horse'
const channel = '#replay'
/** Lines that are said at once: a speaker does not outrun the disk without end. */
const wave = 500

/** All houses in one process; the lines are in the person's log before the device comes back. */
export async function measureReplay(missed: number): Promise<Replay> {
  await using server = await startCauserie('start')
  await makeAccount(server)
  {
    using device = await connect(server)
    await device.hear(' 001 ')
    device.send(`JOIN ${channel}\r\n`)
    await device.hear(' 366 ')
  }
  await speak(server, missed)
  const before = cpuOf(server.pid)
  const startedAt = performance.now()
  using device = await connect(server)
  await device.hear(` PRIVMSG ${channel} `, missed)
  const seconds = (performance.now() - startedAt) / 1000
  const { total } = between(before, cpuOf(server.pid))
  return { linesPerSecond: missed / seconds, lineUs: (total * 1e6) / missed }
}

async function makeAccount({ directory }: RunningServer): Promise<void> {
  await using store = await openStore(`sqlite:${directory}`)
  await new LocalAccounts(store, {}).register(account, password, undefined)
}

function connect({ bouncerPort }: RunningServer): Promise<Device> {
  return Device.connect(bouncerPort!, account, password)
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
