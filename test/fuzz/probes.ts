/** A good visitor at every door: the network is still one. */
import { once } from 'node:events'
import { LineClient } from '../crash/line-client.ts'
import type { TestNetwork } from '../network.ts'
import { until } from '../until.ts'
import { dialWeb } from './doors.ts'
import { account, password } from './words.ts'

const channels = ['#probe']
let probes = 0

/** @throws Error that names the door where nothing works any more. */
export async function probeAll(network: TestNetwork): Promise<void> {
  const { irc, bouncer, web } = network
  const nick = `probe${++probes}`
  const pass = `${account}@probe:${password}`
  await talk('IRC', new LineClient({ at: irc, nick, caps: ['echo-message'], channels }))
  const behind = { at: bouncer, nick: account, pass, caps: ['echo-message'], channels }
  await talk('the bouncer', new LineClient(behind))
  const response = await fetch(web)
  await response.text()
  if (!response.ok) throw new Error(`the web page answers ${response.status}`)
  for (const protocol of ['text.ircv3.net', 'binary.ircv3.net'] as const) {
    await talkWeb(web, protocol)
  }
}

async function talk(name: string, client: LineClient): Promise<void> {
  const text = `can you hear me, ${client.options.nick}? ${++probes}`
  try {
    client.start()
    await until(`${name} to let in`, () => client.ready, 30_000)
    client.send(`PRIVMSG #probe :${text}`)
    await until(`${name} to echo`, () => client.shown.some((line) => line.text === text))
  } finally {
    client.stop()
  }
}

async function talkWeb(web: string, protocol: 'text.ircv3.net' | 'binary.ircv3.net') {
  const socket = await dialWeb(web, '/webirc/websocket/', protocol, undefined)
  let welcomed = false
  socket.on('message', (data) => {
    welcomed ||= / 001 /.test(String(data))
  })
  const nick = `web${++probes}`
  for (const line of [`NICK ${nick}`, `USER ${nick} 0 * :web`]) socket.send(line)
  try {
    await until(`${protocol} to welcome`, () => welcomed)
  } finally {
    socket.close()
    await once(socket, 'close')
  }
}
