/**
 * One IRC line in one WebSocket message, and how a line is put into a message for a browser.
 * Source: https://ircv3.net/specs/extensions/websocket
 */
import { isUtf8 } from 'node:buffer'

const textProtocol = 'text.ircv3.net'
export const binaryProtocol = 'binary.ircv3.net'

/**
 * Chooses the subprotocol: the first of the client's list that we speak.
 * @returns nothing when none fits; the handshake then ends without one, and text is spoken.
 */
export function chooseProtocol(offered: Iterable<string>): string | undefined {
  for (const name of offered) {
    if (name === textProtocol || name === binaryProtocol) return name
  }
  return undefined
}

/** A text frame must be UTF-8: what is not becomes U+FFFD. `line` has no CR LF. */
export function textForBrowser(line: Buffer): Buffer | string {
  return isUtf8(line) ? line : line.toString('utf8')
}
