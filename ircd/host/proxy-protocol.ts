/**
 * The line or block with which a proxy for bytes (HAProxy, an AWS or nginx stream balancer) begins
 * a connection, to say who is really there.
 * Source: https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt
 */
import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import { plainIp } from '#wire/cidr.ts'

/** Who is behind the proxy; nothing where it speaks for itself (health checks) or does not know. */
export interface Proxied {
  ip: string
  port: number
  /** The proxy took the connection over TLS (version 2 tells). */
  secure: boolean
}

export interface ProxyHeader {
  /** Bytes of the header. */
  bytes: number
  from?: Proxied | undefined
}

/** Version 1 is a line of at most so many bytes, CR LF included. */
const lineBytesMax = 107
/** What a proxy adds to the addresses of version 2 is never longer. */
const blockBytesMax = 4096
const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n')
const fixedBytes = 16
const tlsRecord = 0x20

/** @returns the header, 'more' while it has not come whole, 'wrong' when it is none. */
export function readProxyHeader(bytes: Buffer): ProxyHeader | 'more' | 'wrong' {
  const common = Math.min(bytes.length, signature.length)
  if (bytes.subarray(0, common).equals(signature.subarray(0, common))) {
    return bytes.length < fixedBytes ? 'more' : readBlock(bytes)
  }
  return readLine(bytes)
}

function readLine(bytes: Buffer): ProxyHeader | 'more' | 'wrong' {
  const start = 'PROXY '
  const head = bytes.toString('latin1', 0, lineBytesMax)
  if (!start.startsWith(head.slice(0, start.length))) return 'wrong'
  const end = head.indexOf('\r\n')
  if (end < 0) return bytes.length < lineBytesMax ? 'more' : 'wrong'
  const [, kind, ip = '', to = '', port = '', toPort = '', ...rest] = head.slice(0, end).split(' ')
  if (kind === 'UNKNOWN') return { bytes: end + 2 }
  const version = kind === 'TCP4' ? 4 : kind === 'TCP6' ? 6 : 0
  const fits = version > 0 && isIP(ip) === version && isIP(to) === version && rest.length === 0
  if (!fits || !isPort(port) || !isPort(toPort)) return 'wrong'
  return { bytes: end + 2, from: { ip: plainIp(ip), port: Number(port), secure: false } }
}

function isPort(text: string): boolean {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535
}

function readBlock(bytes: Buffer): ProxyHeader | 'more' | 'wrong' {
  const command = bytes[12]!
  const family = bytes[13]! >> 4
  const length = bytes.readUInt16BE(14)
  if (command >> 4 !== 2 || (command & 15) > 1 || length > blockBytesMax) return 'wrong'
  const size = fixedBytes + length
  if (bytes.length < size) return 'more'
  const block = bytes.subarray(fixedBytes, size)
  // LOCAL: the proxy itself asks. Families other than IPv4 and IPv6 tell no address.
  if ((command & 15) === 0 || (family !== 1 && family !== 2)) return { bytes: size }
  const width = family === 1 ? 4 : 16
  const addresses = 2 * width + 4
  if (length < addresses) return 'wrong'
  const ip = plainIp(written(block.subarray(0, width)))
  const port = block.readUInt16BE(2 * width)
  return { bytes: size, from: { ip, port, secure: saysTls(block.subarray(addresses)) } }
}

function written(address: Buffer): string {
  if (address.length === 4) return [...address].join('.')
  const groups = Array.from({ length: 8 }, (_, i) => address.readUInt16BE(2 * i).toString(16))
  // The URL parser writes IPv6 in its canonical form.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

/** Looks for the record about TLS, whose lowest bit says that the client used it. */
function saysTls(records: Buffer): boolean {
  for (let at = 0; at + 3 <= records.length; ) {
    const length = records.readUInt16BE(at + 1)
    if (records[at] === tlsRecord && length >= 1) return (records[at + 3]! & 1) === 1
    at += 3 + length
  }
  return false
}

/**
 * Takes the header off a connection; what follows it is left in the socket, which is paused.
 * @throws Error when the connection ends, stays silent for `withinMs` or begins otherwise.
 */
export function takeProxyHeader(socket: Socket, withinMs: number): Promise<Proxied | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Proxied | undefined>()
  let bytes: Buffer = Buffer.alloc(0)
  const fail = (why: string) => reject(new Error(`PROXY header: ${why}`))
  const timer = setTimeout(fail, withinMs, 'none came in time')
  const broken = () => fail('the connection broke')
  const take = () => {
    const chunk: Buffer | null = socket.read()
    if (!chunk) return
    bytes = bytes.length ? Buffer.concat([bytes, chunk]) : chunk
    const header = readProxyHeader(bytes)
    if (header === 'more') return
    if (header === 'wrong') return fail('this is none')
    // What is put back must not be read here once more.
    socket.removeListener('readable', take)
    const rest = bytes.subarray(header.bytes)
    if (rest.length > 0) socket.unshift(rest)
    resolve(header.from)
  }
  socket.on('readable', take)
  socket.on('error', broken)
  socket.on('end', broken)
  socket.on('close', broken)
  return promise.finally(() => {
    clearTimeout(timer)
    socket.removeListener('readable', take)
    socket.removeListener('end', broken)
    socket.removeListener('close', broken)
    socket.removeListener('error', broken)
  })
}
