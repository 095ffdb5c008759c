/**
 * The part of SockJS 0.3 that living browsers use, below one path:
 *
 * | path | what it is |
 * |---|---|
 * | `/info` | what can be used |
 * | `/<any>/<session>/websocket` | both ways |
 * | `/<any>/<session>/xhr_streaming`, `…/eventsource` | to the browser, a long answer |
 * | `/<any>/<session>/xhr` | to the browser, one frame |
 * | `/<any>/<session>/xhr_send` | from the browser |
 *
 * Source: https://sockjs.github.io/sockjs-protocol/sockjs-protocol-0.3.3.html
 */
import { randomInt } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { readBody } from '../body.ts'
import type { Transport, WebMetrics } from '../metrics.ts'
import { isRefusal, type Reception, type Visitor } from '../visitor/reception.ts'
import { refuseUpgrade } from '../websocket/refuse.ts'
import { allowAnyHeader, answerText, openToOrigin } from './cors.ts'
import { HttpReceiver, type HttpTransport } from './http-receiver.ts'
import { readMessages } from './payload.ts'
import { type Conversation, SockSession } from './session.ts'
import { SocketReceiver } from './socket-receiver.ts'

export interface EndpointOptions {
  metrics: WebMetrics
  reception: Reception
  messageBytesMax: number
  queueBytesMax: number
  heartbeatMs: number
  graceMs: number
  /** Begins what is said in a session. */
  converse: (session: SockSession, visitor: Visitor) => Conversation
}

/** Messages that a browser sends in one request together: it gathers them while one is under way. */
const bodyMessagesMax = 16
const methods: Record<string, string> = {
  info: 'GET',
  eventsource: 'GET',
  xhr: 'POST',
  xhr_streaming: 'POST',
  xhr_send: 'POST',
}

export class Endpoint {
  readonly #options: EndpointOptions
  /** Those over HTTP, by their id. */
  readonly #sessions = new Map<string, SockSession>()
  readonly #sockets = new Map<SocketReceiver, SockSession>()
  readonly #server: WebSocketServer

  constructor(options: EndpointOptions) {
    this.#options = options
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: this.#bodyBytesMax,
      handleProtocols: () => false,
    })
  }

  get #bodyBytesMax(): number {
    return bodyMessagesMax * this.#options.messageBytesMax
  }

  /** Sessions that are open now. */
  get size(): number {
    return this.#sessions.size + this.#sockets.size
  }

  /** Answers a request. @param rest the path below this endpoint's, such as `/info`. */
  answer(request: IncomingMessage, response: ServerResponse, rest: string): void {
    const refusal = this.#options.reception.refusal(request)
    if (refusal) return answerText(response, refusal.status, `${refusal.text}\n`)
    openToOrigin(request, response)
    if (rest === '' || rest === '/') return answerText(response, 200, 'Welcome to SockJS!\n')
    const [, id = '', verb = ''] = readPath(rest) ?? (rest === '/info' ? ['', '', 'info'] : [])
    const method = methods[verb]
    if (verb === 'websocket')
      return answerText(response, 426, 'Can "Upgrade" only to "WebSocket".\n')
    if (!method) return answerText(response, 404, 'There is no such transport\n')
    if (request.method === 'OPTIONS') return allowAnyHeader(request, response, method)
    if (request.method !== method) {
      response.setHeader('Allow', `OPTIONS, ${method}`)
      return answerText(response, 405, '')
    }
    if (verb === 'info') return sendInfo(response)
    if (verb === 'xhr_send') return void this.#take(request, response, id)
    this.#receive(request, response, id, verb as HttpTransport)
  }

  #receive(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    transport: HttpTransport,
  ): void {
    request.resume()
    const session = this.#sessions.get(id) ?? this.#open(request, response, id, transport)
    if (!session) return
    const streamMsMax = 2 * this.#options.heartbeatMs
    session.attach(new HttpReceiver(response, session, transport, streamMsMax))
  }

  #open(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    transport: HttpTransport,
  ): SockSession | undefined {
    const visitor = this.#options.reception.admit(request)
    if (isRefusal(visitor)) {
      answerText(response, visitor.status, `${visitor.text}\n`)
      return undefined
    }
    const kind = transport === 'eventsource' ? 'eventsource' : 'xhr'
    const session = this.#session(kind, visitor, () => this.#sessions.delete(id))
    this.#sessions.set(id, session)
    return session
  }

  #session(transport: Transport, visitor: Visitor, ended: () => void): SockSession {
    const { metrics, converse, ...options } = this.#options
    metrics.sessions.inc({ transport })
    const session = new SockSession({
      ...options,
      ended: () => {
        metrics.sessions.dec({ transport })
        visitor.leave()
        ended()
      },
    })
    session.converse(converse(session, visitor))
    return session
  }

  async #take(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const body = await readBody(request, this.#bodyBytesMax)
    if (body === undefined) return
    const session = this.#sessions.get(id)
    if (!session) return answerText(response, 404, 'There is no such session\n')
    if (body === 'too-long') {
      session.close(1009, 'a message is longer than a line may be')
      return answerText(response, 413, 'Payload too long.')
    }
    if (body.length === 0) return answerText(response, 500, 'Payload expected.')
    const messages = readMessages(body.toString())
    if (!messages) return answerText(response, 500, 'Broken JSON encoding.')
    response.setHeader('Content-Type', 'text/plain; charset=UTF-8')
    response.writeHead(204).end()
    session.receive(messages)
  }

  /** Takes over a request that asks for a WebSocket; any answer, also a refusal, is written here. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, rest: string): void {
    if (readPath(rest)?.[2] !== 'websocket') {
      return refuseUpgrade(socket, 404, 'There is no socket at this path')
    }
    const visitor = this.#options.reception.admit(request)
    if (isRefusal(visitor)) return refuseUpgrade(socket, visitor.status, visitor.text)
    socket.once('close', visitor.leave)
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      const session = this.#session('sockjs-websocket', visitor, () => {
        this.#sockets.delete(receiver)
      })
      const receiver: SocketReceiver = new SocketReceiver(ws, session)
      this.#sockets.set(receiver, session)
      session.attach(receiver)
    })
  }

  ping(): void {
    for (const receiver of this.#sockets.keys()) receiver.ping()
  }

  /** Tells every browser that the gateway goes. */
  close(): void {
    for (const session of this.#all()) session.close(1001, 'the gateway is shutting down')
  }

  /** Cuts off those who have no receiver to hear it. */
  terminate(): void {
    for (const session of this.#all()) session.destroy('the gateway is shutting down')
  }

  #all(): SockSession[] {
    return [...this.#sessions.values(), ...this.#sockets.values()]
  }
}

/** `/<any>/<session>/<transport>`, none with a dot inside, which marks files. */
function readPath(rest: string): RegExpExecArray | null {
  return /^\/[^/.]+\/([^/.]+)\/([a-z_]+)\/?$/i.exec(rest)
}

function sendInfo(response: ServerResponse): void {
  response.setHeader('Content-Type', 'application/json; charset=UTF-8')
  const info = {
    websocket: true,
    cookie_needed: false,
    origins: ['*:*'],
    entropy: randomInt(2 ** 32),
  }
  response.writeHead(200).end(JSON.stringify(info))
}
