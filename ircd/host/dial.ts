/** Dialling: an address in, one conversation out. See `listen.ts` for its other end. */
import net, { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { type Address, formatAddress } from '#host/address.ts'
import { connect } from '#host/inproc.ts'
import { causeOf } from '#host/listen.ts'
import { pinsOf, readPin } from '#host/pin.ts'

export interface DialOptions {
  /**
   * For `tls:`. The certificate is verified against the authorities that the system and `ca`
   * know, unless one of `pin` matches: see `pin.ts`.
   */
  tls?: DialTls | undefined
  /** For the whole way, the TLS handshake included. */
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
}

export interface DialTls extends tls.SecureContextOptions {
  pin?: string[] | undefined
  /** One of `pin` must match whoever signed the certificate. */
  pinned?: true | undefined
  /** The name to verify, where it is not the host of the address. */
  servername?: string | undefined
}

/**
 * Connects.
 * @returns a conversation that may be half open: end it when the other side has ended.
 * @throws Error with one line that names the address and the cause.
 */
export async function dial(address: Address, options: DialOptions = {}): Promise<Duplex> {
  try {
    options.signal?.throwIfAborted()
    if (address.kind !== 'inproc') return await connected(socketTo(address, options), options)
    const duplex = connect(address.name)
    if (!duplex) throw new Error('nobody in this process listens there')
    return duplex
  } catch (error) {
    throw new Error(`cannot connect to ${formatAddress(address)}: ${causeOf(error)}`, {
      cause: error,
    })
  }
}

interface Attempt {
  socket: net.Socket
  event: 'connect' | 'secureConnect'
  /** Throws when the other side is not whom we wanted. */
  check?: (() => void) | undefined
}

function socketTo(address: Exclude<Address, { kind: 'inproc' }>, options: DialOptions): Attempt {
  if (address.kind === 'unix') {
    return { socket: net.connect({ path: address.path, allowHalfOpen: true }), event: 'connect' }
  }
  const { host, port } = address
  const to = { host, port, noDelay: true, allowHalfOpen: true }
  if (address.kind === 'tcp') return { socket: net.connect(to), event: 'connect' }
  const { pin, pinned, servername, ...context } = options.tls ?? {}
  const socket = tls.connect({
    ...context,
    ...to,
    servername: servername ?? (isIP(host) ? '' : host),
    // With a pin the fingerprint is what counts: see `checkPin`.
    rejectUnauthorized: !pin?.length,
  })
  const check = pin?.length ? () => checkPin(socket, pin, pinned === true) : undefined
  return { socket, event: 'secureConnect', check }
}

function checkPin(socket: tls.TLSSocket, pin: string[], pinned: boolean): void {
  if (socket.authorized && !pinned) return
  const shown = pinsOf(socket.getPeerX509Certificate())
  if (pin.some((one) => shown.includes(readPin(one) ?? ''))) return
  const why = pinned ? 'not one of those pinned' : 'neither verified nor pinned'
  throw new Error(`its certificate is ${why} (SHA-256 ${shown.join(', ')})`)
}

function connected(attempt: Attempt, { timeoutMs = 20_000, signal }: DialOptions): Promise<Duplex> {
  const { socket, event, check } = attempt
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      socket.destroy()
      done()
      // What else it has to say is about a connection that nobody has.
      socket.on('error', () => {})
      reject(error)
    }
    const abort = () => fail(new Error('given up'))
    const closed = () => fail(new Error('the connection was closed'))
    const timer = setTimeout(() => fail(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs)
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      socket.removeListener('error', fail)
      socket.removeListener('close', closed)
    }
    socket.on('error', fail)
    socket.on('close', closed)
    signal?.addEventListener('abort', abort)
    socket.once(event, () => {
      try {
        check?.()
        done()
        resolve(socket)
      } catch (error) {
        fail(error as Error)
      }
    })
  })
}
