/**
 * A push service, and one who has subscribed to it: a real one over https, as browsers' makers run
 * them, which takes what it is sent and can be told to answer otherwise. The subscriber opens what
 * came with its own keys, by the book and not by the library that closed it.
 * Source: https://www.rfc-editor.org/rfc/rfc8030, rfc8188, rfc8291, rfc8292
 */
import assert from 'node:assert/strict'
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto'
import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { generate } from 'selfsigned'
import { until } from './until.ts'

interface Answer {
  status: number
  headers?: Record<string, string> | undefined
}

interface Taken {
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

let certificate: ReturnType<typeof trusted> | undefined

export class PushService implements AsyncDisposable {
  /** Everything that was sent here, in its order. */
  readonly taken: Taken[] = []
  /** What is answered, one after the other; then 201. */
  answers: Answer[] = []
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    server.on('request', async (request: IncomingMessage, response) => {
      const body = await buffer(request)
      this.taken.push({ path: request.url ?? '', headers: request.headers, body })
      const { status, headers } = this.answers.shift() ?? { status: 201 }
      response.writeHead(status, headers).end()
    })
  }

  static async start(): Promise<PushService> {
    certificate ??= trusted()
    const pems = await certificate
    const server = createServer({ key: pems.private, cert: pems.cert })
    const service = new PushService(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return service
  }

  get origin(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** One for all services of this process, which trusts it from now on. */
async function trusted() {
  const altNames = [{ type: 7 as const, ip: '127.0.0.1' }]
  const pems = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames }],
  })
  setDefaultCACertificates([...getCACertificates('default'), pems.cert])
  return pems
}

/** A browser that has subscribed, without the browser. */
export class Subscriber {
  readonly service: PushService
  readonly path: string
  readonly #pair = createECDH('prime256v1')
  readonly #auth = randomBytes(16)
  #read = 0

  constructor(service: PushService, path: string) {
    this.service = service
    this.path = path
    this.#pair.generateKeys()
  }

  get endpoint(): string {
    return this.service.origin + this.path
  }

  /** As WEBPUSH REGISTER wants them. */
  get keys(): string {
    return `p256dh=${this.#pair.getPublicKey('base64url')};auth=${this.#auth.toString('base64url')}`
  }

  /** What came for it, in plain text. */
  get lines(): string[] {
    const own = this.service.taken.filter(({ path }) => path === this.path)
    return own.map(({ body }) => opened(body, this.#pair, this.#auth))
  }

  /** Waits for a line, from where the last wait ended. */
  async hears(pattern: RegExp): Promise<string> {
    let found: string | undefined
    await until(
      () => `${pattern} among\n${this.lines.join('\n')}`,
      () => {
        const fresh = this.lines.slice(this.#read)
        const at = fresh.findIndex((line) => pattern.test(line))
        if (at < 0) return false
        found = fresh[at]
        this.#read += at + 1
        return true
      },
    )
    return found!
  }
}

/** Opens one record of aes128gcm. */
export function opened(body: Buffer, pair: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = body.subarray(0, 16)
  const sender = body.subarray(21, 21 + body[20]!)
  const sealed = body.subarray(21 + sender.length)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), sender])
  const secret = Buffer.from(hkdfSync('sha256', pair.computeSecret(sender), auth, info, 32))
  const derived = (name: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, `Content-Encoding: ${name}\0`, bytes))
  const decipher = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12))
  decipher.setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  const end = padded.lastIndexOf(2)
  assert.ok(end >= 0 && padded.subarray(end + 1).every((byte) => byte === 0), 'the padding')
  return padded.subarray(0, end).toString('utf8')
}

/** What the sender says of itself, once its signature is seen to be of the key that it shows. */
export function vouchedBy({ authorization = '' }: IncomingHttpHeaders): {
  key: string
  claims: { aud: string; exp: number; sub: string }
} {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? []
  const [header = '', payload = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((n) => n.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-256', x: x!, y: y! }
  const signer = {
    key: createPublicKey({ key: jwk, format: 'jwk' }),
    dsaEncoding: 'ieee-p1363',
  } as const
  const text = Buffer.from(`${header}.${payload}`)
  assert.ok(verify('sha256', text, signer, Buffer.from(signature, 'base64url')), 'the signature')
  return { key, claims: JSON.parse(Buffer.from(payload, 'base64url').toString()) }
}
