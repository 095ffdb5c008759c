/** Everything over plain HTTP: the client's files, and a few pages for machines. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Site } from './site.ts'
import { houseOf } from './websocket/gate.ts'

export interface PagesOptions {
  site: Site
  version: string
  /** What keeps the process from doing its work; nothing while all is well. */
  trouble: () => Error | undefined
}

export class Pages {
  readonly #options: PagesOptions

  constructor(options: PagesOptions) {
    this.#options = options
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    // Nothing here reads a body; one that is on its way must not hold the connection open.
    request.resume()
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      response.setHeader('Connection', 'close')
      return sendText(request, response, 405, 'Only GET and HEAD are answered here\n')
    }
    const path = pathOf(request)
    if (path === '/healthz') return this.#sendHealth(request, response)
    if (path === '/webirc/info') return this.#sendInfo(request, response)
    if (houseOf(path)) return askForUpgrade(request, response)
    if (this.#options.site.answer(path, request, response)) return
    sendText(request, response, 404, 'There is no such page\n')
  }

  #sendHealth(request: IncomingMessage, response: ServerResponse): void {
    const trouble = this.#options.trouble()
    if (!trouble) return sendText(request, response, 200, 'ok\n')
    sendText(request, response, 503, 'The store refuses: see the log\n')
  }

  #sendInfo(request: IncomingMessage, response: ServerResponse): void {
    const body = JSON.stringify({ name: 'causerie', version: this.#options.version })
    send(request, response, 200, 'application/json', body)
  }
}

/** The path of a request, undecoded; '' for a target that is none (`*`, nonsense). */
export function pathOf(request: IncomingMessage): string {
  const target = request.url ?? ''
  const absolute = /^https?:\/\/[^/?#]*/i.exec(target)?.[0] ?? ''
  const [path = ''] = target.slice(absolute.length).split(/[?#]/, 1)
  return path === '' && absolute ? '/' : path
}

function askForUpgrade(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Upgrade', 'websocket')
  response.setHeader('Connection', 'Upgrade')
  sendText(request, response, 426, 'This path speaks WebSocket\n')
}

function sendText(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: string,
): void {
  send(request, response, status, 'text/plain; charset=utf-8', body)
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
): void {
  response.setHeader('Content-Type', type)
  response.setHeader('Content-Length', Buffer.byteLength(body))
  response.setHeader('Cache-Control', 'no-store')
  response.writeHead(status).end(request.method === 'HEAD' ? undefined : body)
}
