/** The data directory that a real ZNC leaves, after somebody has used it for a while. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dial } from '#host/dial.ts'
import { Device } from '../bouncer/device.ts'
import { Network } from '../bouncer/scripted-network.ts'
import { freePort } from '../ngircd.ts'
import { until } from '../until.ts'

export const zncZone = 'Asia/Tokyo'
export const pin = 'ab'.repeat(32)

/** As root it waits half a minute before it starts: it is run as nobody. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined

const patienceMs = 30_000

/** alice is in #Tea and talks with bob, on the network "other", which is here; "libera" is not. */
export async function useZnc(directory: string): Promise<void> {
  const network = new Network()
  await network.open(true)
  const port = await freePort()
  await mkdir(join(directory, 'configs'), { recursive: true })
  const config = join(directory, 'configs/znc.conf')
  await writeFile(config, configuration(port, network.port))
  if (user) {
    for (const path of [directory, join(directory, 'configs'), config]) {
      await chown(path, user.uid, user.gid)
    }
  }
  const words = ['--foreground', '--datadir', directory]
  const env = { ...process.env, TZ: zncZone }
  const znc = spawn('/usr/bin/znc', words, { stdio: 'ignore', env, ...user })
  try {
    const device = await attached(port)
    await chat(network, device)
    const asked = async (to: string, text: string, answer: RegExp) => {
      device.send(`PRIVMSG ${to} :${text}`)
      await device.hears(answer, patienceMs)
    }
    await asked('*sasl', 'set alison tea+%20;milk', /Password has been set/)
    await asked('*nickserv', 'set s3 cret', /Password set/)
    await asked('*perform', 'add MODE alice +i', /Added/)
    await asked('*status', 'saveconfig', /Wrote config/)
    await logged(directory, ['[', 'sips'], ['private'], ['the end'])
  } finally {
    znc.kill()
    await once(znc, 'exit')
    await network.close()
  }
}

async function attached(port: number): Promise<Device> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const socket = await dial({ kind: 'tcp', host: '127.0.0.1', port }).catch(() => undefined)
    if (socket) {
      const device = new Device(socket)
      device.send('PASS alice/other:pw', 'NICK alice', 'USER alice 0 * :alice')
      await device.hears(/ 366 .*#Tea/i, patienceMs)
      return device
    }
    if (Date.now() > deadline) throw new Error('znc did not start')
    await sleep(50)
  }
}

async function chat(network: Network, device: Device): Promise<void> {
  network.says(
    ':bob!b@h JOIN #Tea',
    ':bob!b@h PRIVMSG #Tea :milk? ☕',
    ':bob!b@h PRIVMSG #Tea :milk? ☕',
  )
  network.says(':bob!b@h PRIVMSG #Tea :\x01ACTION sips\x01', ':bob!b@h NOTICE #Tea :careful')
  network.says(':bob!b@h TOPIC #Tea :lemon', ':bob!b@h MODE #Tea +o alice')
  network.says(
    ':bob!b@h PRIVMSG alice :in private',
    ':NickServ!s@s NOTICE alice :your password is x',
  )
  await device.hears(/in private/, patienceMs)
  device.send('PRIVMSG bob :yes?', 'PRIVMSG #Tea :I am here')
  await until('what was said', () => network.heard.includes('PRIVMSG #Tea :I am here'), patienceMs)
  network.says(
    ':eve!e@h KICK #Tea bob :out',
    ':dan!d@h NICK Daniel',
    ':bob!b@h PRIVMSG #Tea :the end',
  )
  await device.hears(/the end/, patienceMs)
}

/** Waits until some file has each of the words. */
async function logged(directory: string, ...words: string[][]): Promise<void> {
  const texts = async () => {
    const all = await readdir(directory, { recursive: true })
    const files = all.filter((name) => name.endsWith('.log'))
    return Promise.all(files.map((name) => readFile(join(directory, name), 'utf8')))
  }
  let seen: string[] = []
  const has = (some: string[]) => seen.some((text) => some.every((word) => text.includes(word)))
  await until('the log', async () => {
    seen = await texts()
    return words.every(has)
  })
}

function configuration(port: number, upstream: number): string {
  return `Version = 1.8.2
ConnectDelay = 0
ServerThrottle = 0
<Listener test>
\tHost = 127.0.0.1
\tPort = ${port}
\tIPv4 = true
\tIPv6 = false
\tSSL = false
</Listener>
<User alice>
\tNick = alice
\tAdmin = true
\tAltNick = alice_
\tIdent = ali
\tRealName = Alice B.
\tLoadModule = log
\tLoadModule = alias
\tMaxNetworks = 5
\t<Network other>
\t\tFloodBurst = 50
\t\tLoadModule = sasl
\t\tLoadModule = nickserv
\t\tLoadModule = perform
\t\tServer = 127.0.0.1 ${upstream}
\t\t<Chan #Tea>
\t\t\tKey = sugar
\t\t</Chan>
\t</Network>
\t<Network libera>
\t\tNick = al
\t\tIRCConnectEnabled = false
\t\tServer = irc.libera.chat +6697 pass word
\t\tServer = irc.eu.libera.chat 6667
\t\tTrustedServerFingerprint = ${pin.match(/../g)!.join(':')}
\t\t<Chan #a>
\t\t\tDetached = true
\t\t</Chan>
\t\t<Chan #b>
\t\t\tDisabled = true
\t\t</Chan>
\t</Network>
\t<Pass password>
\t\tMethod = plain
\t\tHash = pw
\t</Pass>
</User>
`
}
