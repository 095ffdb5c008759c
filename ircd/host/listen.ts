/**
 * Listening: an address in, conversations out. Everything above sees only a Duplex and who is at
 * its other end; `inproc:` is a pair of streams without a system call, which is the whole
 * difference between one process and several.
 */
import { once } from 'node:events'
import { unlink } from 'node:fs/promises'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { type Address, formatAddress } from '#host/address.ts'
import { bindingsOf } from '#host/channel-binding.ts'
import { register, unregister } from '#host/inproc.ts'
import { pinsOf } from '#host/pin.ts'
import { type Proxied, takeProxyHeader } from '#host/proxy-protocol.ts'
import type { ChannelBindings } from '#wire/account.ts'
import { plainIp } from '#wire/cidr.ts'

/** Who is at the other end. */
export interface Peer {
  /** `127.0.0.1` or `::1`; '' where there is no such thing: `unix:` and `inproc:`. */
  ip: string
  port: number
  /** Nobody between can read along: TLS, a unix socket, the same process. */
  secure: boolean
  /** SHA-256 of the certificate that the client showed, 64 hexadecimal digits. */
  fingerprint?: string | undefined
  /** The pin of that certificate's key: see `pin.ts`. */
  keyPin?: string | undefined
  /** What ties a proof to this connection, where it is TLS to the very end. */
  bindings?: ChannelBindings | undefined
  inproc: boolean
}

export interface ListenOptions {
  /**
   * Takes a conversation. It may be half open: whoever takes it must end it when the other side
   * has ended, as `Connection` does.
   */
  accept: (duplex: Duplex, peer: Peer) => void
  /** Key and certificate for `tls:`; called now and at each `reload`. */
  tls?: (() => tls.SecureContextOptions | undefined) | undefined
  /**
   * Clients may show a certificate of theirs, whoever signed it: its fingerprint is the credential.
   * Not for browsers, which would ask their users which one to show.
   */
  clientCertificates?: boolean | undefined
  /** Handshakes that failed and the like, for the debug log: nobody needs to act. */
  onTrouble?: ((error: Error) => void) | undefined
  /** How long a TLS handshake may take, and a PROXY header. */
  handshakeMs?: number | undefined
  /** Whether who connects from this address is a proxy and begins with a PROXY header. */
  proxied?: ((ip: string) => boolean) | undefined
}

export interface Listener extends AsyncDisposable {
  /** With the real port where 0 was asked for. */
  readonly address: Address
  /** Reads key and certificate again, for conversations to come. Throws when they are no good. */
  reload(): void
  /** Listens no longer. Conversations that were accepted go on. */
  close(): Promise<void>
}

/**
 * Listens at an address.
 * @throws Error with one line that names the address and the cause.
 */
export async function listen(address: Address, options: ListenOptions): Promise<Listener> {
  if (address.kind === 'inproc') return listenInproc(address.name, options)
  try {
    const { server, reload, handshaking } =
      address.kind === 'tls' ? tlsServer(options) : plainServer(address.kind, options)
    await bind(server, address)
    server.on('error', (error) => options.onTrouble?.(error))
    const close = async () => {
      server.close()
      for (const socket of handshaking.values()) socket.destroy()
      // The handle is let go of in the next turn; waiting for 'close' would wait for every client.
      await new Promise((resolve) => setImmediate(resolve))
    }
    return { address: bound(server, address), reload, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    throw new Error(`cannot listen on ${formatAddress(address)}: ${causeOf(error)}`)
  }
}

interface Ready {
  server: net.Server
  reload: () => void
  /** Sockets that nobody has been given yet, by the address at their other end. */
  handshaking: Map<string, net.Socket>
}

function plainServer(kind: 'tcp' | 'unix', options: ListenOptions): Ready {
  const handshaking = new Map<string, net.Socket>()
  const server = net.createServer({ allowHalfOpen: true, noDelay: kind === 'tcp' }, (socket) => {
    const local: Peer = { ip: '', port: 0, secure: true, inproc: false }
    const peer = kind === 'unix' ? local : peerOf(socket, false)
    if (!peer) return
    if (!options.proxied?.(peer.ip)) return options.accept(socket, peer)
    behindProxy(socket, options, handshaking, (from) => options.accept(socket, seen(peer, from)))
  })
  return { server, reload: () => {}, handshaking }
}

/** Calls back when the header has come; whoever sends none is cut off. */
function behindProxy(
  socket: net.Socket,
  { handshakeMs = 15_000, onTrouble }: ListenOptions,
  handshaking: Map<string, net.Socket>,
  proceed: (from: Proxied | undefined) => void,
): void {
  const end = farEnd(socket)
  handshaking.set(end, socket)
  takeProxyHeader(socket, handshakeMs)
    .finally(() => handshaking.delete(end))
    .then(proceed)
    .catch((error) => {
      socket.on('error', () => {}).destroy()
      onTrouble?.(error)
    })
}

/** The peer as a proxy tells it. */
function seen(peer: Peer, from: Proxied | undefined): Peer {
  if (!from) return peer
  return { ...peer, ip: from.ip, port: from.port, secure: peer.secure || from.secure }
}

function tlsServer(options: ListenOptions): Ready {
  const { accept, tls: read, onTrouble, handshakeMs = 15_000 } = options
  const context = read?.()
  if (!context) throw new Error('there is no certificate')
  const handshaking = new Map<string, net.Socket>()
  const server = tls.createServer({
    ...context,
    allowHalfOpen: true,
    noDelay: true,
    handshakeTimeout: handshakeMs,
    requestCert: options.clientCertificates === true,
    rejectUnauthorized: false,
  })
  server.on('connection', (socket: net.Socket) => {
    const from = farEnd(socket)
    handshaking.set(from, socket)
    socket.once('close', () => handshaking.delete(from))
  })
  const told = new Map<string, Proxied>()
  if (options.proxied) readHeadersFirst(server, options, handshaking, told)
  server.on('secureConnection', (socket) => {
    handshaking.delete(farEnd(socket))
    const peer = peerOf(socket, true)
    const from = told.get(farEnd(socket))
    const shown = { ...certificateOf(socket), bindings: bindingsOf(socket) }
    if (peer) accept(socket, { ...seen(peer, from), ...shown })
  })
  server.on('tlsClientError', (error, socket) => {
    socket.destroy()
    onTrouble?.(error)
  })
  const reload = () => {
    const fresh = read?.()
    if (fresh) server.setSecureContext(fresh)
  }
  return { server, reload, handshaking }
}

/** A PROXY header stands before the TLS handshake, in the clear. */
function readHeadersFirst(
  server: tls.Server,
  options: ListenOptions,
  handshaking: Map<string, net.Socket>,
  told: Map<string, Proxied>,
): void {
  const handshake = server.listeners('connection') as ((socket: net.Socket) => void)[]
  server.removeAllListeners('connection')
  server.on('connection', (socket: net.Socket) => {
    const proceed = () => {
      for (const listener of handshake) listener.call(server, socket)
    }
    if (!options.proxied?.(plainIp(socket.remoteAddress ?? ''))) return proceed()
    behindProxy(socket, options, handshaking, (from) => {
      const end = farEnd(socket)
      if (from) told.set(end, from)
      socket.once('close', () => told.delete(end))
      proceed()
    })
  })
}

function farEnd({ remoteAddress, remotePort }: net.Socket): string {
  return `${remoteAddress} ${remotePort}`
}

/** @returns nothing when the other side has gone already. */
function peerOf(socket: net.Socket, secure: boolean): Peer | undefined {
  const { remoteAddress, remotePort } = socket
  if (remoteAddress !== undefined && remotePort !== undefined) {
    return { ip: plainIp(remoteAddress), port: remotePort, secure, inproc: false }
  }
  socket.on('error', () => {})
  socket.destroy()
  return undefined
}

/** SHA-256 of the certificate that the other side showed, 64 hexadecimal digits. */
export function certificateOf(socket: Duplex): Pick<Peer, 'fingerprint' | 'keyPin'> {
  if (!(socket instanceof tls.TLSSocket)) return {}
  const [fingerprint, keyPin] = pinsOf(socket.getPeerX509Certificate())
  return { fingerprint, keyPin }
}

async function bind(server: net.Server, address: Exclude<Address, { kind: 'inproc' }>) {
  const where =
    address.kind === 'unix'
      ? { path: address.path }
      : { host: address.host, port: address.port, backlog: 4096 }
  try {
    server.listen(where)
    await once(server, 'listening')
  } catch (error) {
    if (address.kind !== 'unix' || !(await isStale(address.path, error))) throw error
    await unlink(address.path)
    server.listen(where)
    await once(server, 'listening')
  }
}

/** A socket file whose owner was killed still stands there, and nobody answers. */
async function isStale(path: string, error: unknown): Promise<boolean> {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return false
  const socket = net.connect(path)
  try {
    await once(socket, 'connect')
    return false
  } catch (refused) {
    return (refused as NodeJS.ErrnoException).code === 'ECONNREFUSED'
  } finally {
    socket.destroy()
  }
}

function bound(server: net.Server, address: Address): Address {
  const real = server.address()
  if (typeof real !== 'object' || !real || address.kind === 'unix') return address
  return { ...address, port: real.port } as Address
}

function listenInproc(name: string, { accept }: ListenOptions): Listener {
  const server = (duplex: Duplex) => accept(duplex, { ip: '', port: 0, secure: true, inproc: true })
  if (!register(name, server)) {
    throw new Error(`cannot listen on inproc:${name}: this process has one with that name`)
  }
  const close = async () => unregister(name, server)
  const address: Address = { kind: 'inproc', name }
  return { address, reload: () => {}, close, [Symbol.asyncDispose]: close }
}

const causes: Record<string, string> = {
  EADDRINUSE: 'the address is already in use',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  ENOENT: 'no such file or directory',
  ETIMEDOUT: 'timed out',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'the network is unreachable',
}

/** What went wrong with an address, in words. */
export function causeOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error
  const { code, message } = first as NodeJS.ErrnoException
  return (code && causes[code]) || message.split('\n')[0]!
}
