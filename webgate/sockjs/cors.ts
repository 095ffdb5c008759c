/** Answers that pages of other origins may read; which origins those are was asked before. */
import type { IncomingMessage, ServerResponse } from 'node:http'

const preflightSeconds = 24 * 60 * 60

export function openToOrigin({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader(
    'Cache-Control',
    'no-store, no-cache, no-transform, must-revalidate, max-age=0',
  )
  response.setHeader('Vary', 'Origin')
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
  const { origin } = headers
  response.setHeader('Access-Control-Allow-Origin', origin ?? '*')
  if (origin !== undefined) response.setHeader('Access-Control-Allow-Credentials', 'true')
}

/** Answers a browser that asks whether it may ask. */
export function allowAnyHeader(
  { headers }: IncomingMessage,
  response: ServerResponse,
  method: string,
): void {
  const asked = headers['access-control-request-headers']
  response.setHeader('Access-Control-Allow-Methods', `OPTIONS, ${method}`)
  response.setHeader('Access-Control-Allow-Headers', asked ?? 'Content-Type')
  response.setHeader('Access-Control-Max-Age', preflightSeconds)
  response.writeHead(204).end()
}

export function answerText(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8')
  // What was not read of the request must not be taken for the next one.
  if (status === 413 || status === 403) response.setHeader('Connection', 'close')
  response.writeHead(status).end(text)
}
