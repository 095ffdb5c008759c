/** Reads the body of a request, up to a limit. */
import type { IncomingMessage } from 'node:http'

/** @returns the body, 'too-long', or nothing when the request broke off. */
export async function readBody(
  request: IncomingMessage,
  bytesMax: number,
): Promise<Buffer | 'too-long' | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request) {
      bytes += chunk.length
      // Reading on, into nothing, lets the answer reach those who write before they read.
      if (bytes <= bytesMax) chunks.push(chunk)
      else if (bytes > 4 * bytesMax) break
    }
  } catch {
    return undefined
  }
  return bytes > bytesMax ? 'too-long' : Buffer.concat(chunks)
}
