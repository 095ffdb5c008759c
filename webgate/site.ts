/**
 * The built web client, served from memory. `scripts/build.ts` wrote it into `webgate/dist` with a
 * list of its files; hashed names never change, so browsers keep them for ever, and the page
 * itself is asked for each time and answered with 304 while it is the same.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'

/** One line of `dist/files.json`. */
export interface BuiltFile {
  /** The path of the URL. */
  path: string
  /** The name in `dist`; `.br` and `.gz` stand beside it when it is `compressed`. */
  file: string
  type: string
  /** Its name changes with its content. */
  immutable: boolean
  compressed: boolean
}

type Encoding = 'br' | 'gzip' | 'identity'

interface Asset {
  type: string
  immutable: boolean
  etag: string
  bodies: Partial<Record<Encoding, Buffer>> & { identity: Buffer }
}

const missingBuild = 'The web client has not been built yet. Run: npm run build\n'

export class Site {
  readonly #assets = new Map<string, Asset>()

  /** Reads the build in `directory`; a missing one gives a site that says how to make it. */
  constructor(directory: string) {
    let list: BuiltFile[] = []
    try {
      list = JSON.parse(readFileSync(join(directory, 'files.json'), 'utf8'))
    } catch {
      return
    }
    for (const file of list) this.#assets.set(file.path, loadAsset(directory, file))
  }

  get built(): boolean {
    return this.#assets.size > 0
  }

  /** Answers a GET or HEAD. @returns false when there is no such page. */
  answer(path: string, request: IncomingMessage, response: ServerResponse): boolean {
    if (!this.built && path === '/') return sayMissing(request, response)
    const asset = this.#assets.get(path)
    if (!asset) return false
    const encoding = chooseEncoding(request.headers['accept-encoding'], asset)
    const etag = `"${asset.etag}-${encoding}"`
    response.setHeader('ETag', etag)
    response.setHeader('Vary', 'Accept-Encoding')
    response.setHeader('Cache-Control', cachingOf(asset))
    if (matches(request.headers['if-none-match'], etag)) {
      response.writeHead(304).end()
      return true
    }
    sendBody(asset, encoding, request, response)
    return true
  }
}

function loadAsset(directory: string, { file, type, immutable, compressed }: BuiltFile): Asset {
  const identity = readFileSync(join(directory, file))
  const bodies: Asset['bodies'] = { identity }
  if (compressed) {
    bodies.br = readFileSync(join(directory, `${file}.br`))
    bodies.gzip = readFileSync(join(directory, `${file}.gz`))
  }
  const etag = createHash('sha256').update(identity).digest('base64url').slice(0, 16)
  return { type, immutable, etag, bodies }
}

function sayMissing(request: IncomingMessage, response: ServerResponse): true {
  response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '10' })
  response.end(request.method === 'HEAD' ? undefined : missingBuild)
  return true
}

function cachingOf(asset: Asset): string {
  return asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache'
}

function sendBody(
  asset: Asset,
  encoding: Encoding,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const body = asset.bodies[encoding] ?? asset.bodies.identity
  response.setHeader('Content-Type', asset.type)
  response.setHeader('Content-Length', body.length)
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding)
  response.writeHead(200).end(request.method === 'HEAD' ? undefined : body)
}

function chooseEncoding(accepted: string | undefined, asset: Asset): Encoding {
  for (const encoding of ['br', 'gzip'] as const) {
    if (asset.bodies[encoding] && accepts(accepted ?? '', encoding)) return encoding
  }
  return 'identity'
}

/** `gzip;q=0` refuses it. */
function accepts(header: string, encoding: Encoding): boolean {
  for (const piece of header.toLowerCase().split(',')) {
    const [name = '', ...settings] = piece.split(';').map((part) => part.trim())
    if (name === encoding) return !settings.some((setting) => /^q=0(\.0*)?$/.test(setting))
  }
  return false
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((piece) => piece.trim().replace(/^W\//, '') === etag)
}
