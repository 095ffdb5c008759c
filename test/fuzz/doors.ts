/** Every place where bytes of strangers come in. */
import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'
import { type ClientOptions, WebSocket } from 'ws'
import type { Chance } from '../chance.ts'
import type { HostPort, TestNetwork } from '../network.ts'

export type Tongue = 'irc' | 'bouncer' | 'http'

export interface Door extends HostPort {
  name: string
  /** What is spoken behind it. */
  tongue: Tongue
  /** What is said behind it is said through TLS. */
  isTls: boolean
}

export function doorsOf({ irc, ircTls, bouncer, bouncerTls, web }: TestNetwork): Door[] {
  const { hostname, port } = new URL(web)
  return [
    { ...irc, name: 'IRC', tongue: 'irc', isTls: false },
    { ...ircTls, name: 'IRC with TLS', tongue: 'irc', isTls: true },
    { ...bouncer, name: 'bouncer', tongue: 'bouncer', isTls: false },
    { ...bouncerTls, name: 'bouncer with TLS', tongue: 'bouncer', isTls: true },
    { host: hostname, port: Number(port), name: 'web', tongue: 'http', isTls: false },
  ]
}

/** Loopback is large on Linux: whoever has to wait after wrong passwords is somebody else. */
export function somewhere(chance: Chance): string | undefined {
  if (process.platform !== 'linux') return undefined
  return `127.${chance.int(1, 250)}.${chance.int(0, 250)}.${chance.int(1, 250)}`
}

/** Connects without a word, also where TLS is expected. */
export async function dialRaw({ host, port }: Door, from: string | undefined): Promise<net.Socket> {
  const socket = net.connect({ host, port, localAddress: from })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Connects, through TLS where it is expected. */
export async function dial(door: Door, from: string | undefined): Promise<net.Socket> {
  const socket = await dialRaw(door, from)
  if (!door.isTls) return socket
  const secure = tls.connect({ socket, rejectUnauthorized: false })
  secure.on('error', () => {})
  await once(secure, 'secureConnect')
  return secure
}

export type Subprotocol = 'text.ircv3.net' | 'binary.ircv3.net'

/** A WebSocket through the web gate, to the server or to the bouncer. */
export async function dialWeb(
  web: string,
  path: string,
  protocol: Subprotocol,
  from: string | undefined,
): Promise<WebSocket> {
  const options: ClientOptions = { localAddress: from }
  const socket = new WebSocket(new URL(path, web.replace('http', 'ws')), [protocol], options)
  socket.on('error', () => {})
  await once(socket, 'open')
  return socket
}
