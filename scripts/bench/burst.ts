/** A network of others comes by one link, and is told to the next: what that costs the server. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { join } from 'node:path'
import { startCauserie } from './servers.ts'
import { between, cpuOf, residentKiB } from './usage.ts'

export interface Burst {
  seconds: number
  /** CPU seconds of the server. */
  cpu: number
  /** Of the server, afterwards. */
  residentMiB: number
  /** The longest that the event loop did nothing else, in CPU milliseconds. */
  stallMs: number
}

export interface Bursts {
  users: number
  channels: number
  in: Burst
  out: Burst
}

/** How many channels each user is in. */
const channelsEach = 5
const caps = 'BAN CHW EBMASK ENCAP EOPMOD EUID EX IE KNOCK MLOCK QS RSFNC SAVE SERVICES STAG TB'
const seconds = () => Math.floor(Date.now() / 1000)

export async function measureBursts(users: number, channels: number): Promise<Bursts> {
  await using server = await startCauserie('ircd', linksConfig)
  const prober = fork(join(import.meta.dirname, 'prober.ts'), [
    String(server.port),
    String(server.pid),
  ])
  try {
    await once(prober, 'message')
    const text = burstText(users, channels)
    const incoming = await measure(server.pid, prober, () => link(server.port, 'a', text, 0))
    const outgoing = await measure(server.pid, prober, () => link(server.port, 'b', '', channels))
    return { users, channels, in: incoming, out: outgoing }
  } finally {
    prober.kill()
  }
}

async function measure(
  pid: number,
  prober: ChildProcess,
  work: () => Promise<void>,
): Promise<Burst> {
  await longestStall(prober)
  const before = cpuOf(pid)
  const startedAt = performance.now()
  await work()
  const lasted = (performance.now() - startedAt) / 1000
  const cpu = between(before, cpuOf(pid)).total
  const stallMs = await longestStall(prober)
  return { seconds: lasted, cpu, residentMiB: residentKiB(pid) / 1024, stallMs }
}

async function longestStall(prober: ChildProcess): Promise<number> {
  prober.send('how long')
  const [ms] = await once(prober, 'message')
  return ms as number
}

/**
 * Links a server, has it say a burst, and settles when each side has read what the other said.
 * @param topics as many are told by the server
 */
async function link(port: number, letter: string, burst: string, topics: number): Promise<void> {
  const sid = `9B${letter.toUpperCase()}`
  const socket = net.connect(port, '127.0.0.1').setNoDelay(true)
  const greeting = [
    `PASS bench TS 6 :${sid}`,
    `CAPAB :${caps}`,
    `SERVER bench-${letter}.test 1 :bench`,
    `SVINFO 6 6 0 :${seconds()}`,
  ]
  socket.write(`${greeting.join('\r\n')}\r\n${burst}:${sid} PING bench-${letter}.test :1CA\r\n`)
  let told = 0
  let answered = false
  await new Promise<void>((resolve, reject) => {
    let rest = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\r\n')
      rest = lines.pop()!
      for (const line of lines) {
        if (/^(?:@\S+ )?(?::\S+ )?PING /.test(line)) {
          socket.write(`:${sid} PONG bench-${letter}.test :1CA\r\n`)
        }
        answered ||= line.includes(' PONG ')
        if (line.includes(' TB ')) told++
      }
      if (told >= topics && answered) resolve()
    })
    socket.once('close', () => reject(new Error(`the server closed the link: ${rest}`)))
    socket.once('error', reject)
  })
}

function burstText(users: number, channels: number): string {
  const ts = seconds() - 1000
  const lines: string[] = []
  const members: string[][] = Array.from({ length: channels }, () => [])
  for (let n = 0; n < users; n++) {
    const uid = `9BA${(10 * 36 ** 5 + n).toString(36).toUpperCase()}`
    const face = `user${n % 1000} host${n}.example.test 192.0.2.${n % 250} ${uid}`
    lines.push(`:9BA EUID nick${n} 1 ${ts} +i ${face} * * :Somebody of the crowd`)
    for (let c = 0; c < channelsEach; c++) members[(n * 7 + c * 131) % channels]!.push(uid)
  }
  for (const [c, uids] of members.entries()) {
    for (let at = 0; at < uids.length; at += 30) {
      const some = uids.slice(at, at + 30).map((uid, i) => (at + i ? uid : `@${uid}`))
      lines.push(`:9BA SJOIN ${ts} #channel${c} +nt :${some.join(' ')}`)
    }
    lines.push(`:9BA TB #channel${c} ${ts} nick0!u@h :What this channel is about, in a line`)
    lines.push(`:9BA BMASK ${ts} #channel${c} b :*!*@bad.example *!*@worse.example`)
  }
  return lines.map((line) => `${line}\r\n`).join('')
}

const linksConfig = ['a', 'b']
  .map(
    (letter) => `
[[link]]
name = "bench-${letter}.test"
dialect = "solanum"
send_password = "bench"
accept_password = "bench"
`,
  )
  .join('')
