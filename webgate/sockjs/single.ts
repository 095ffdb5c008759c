/** `/webirc/sockjs/`: the session is one IRC conversation, a message is a line. */
import type { WebMetrics } from '../metrics.ts'
import type { Destination, Introduced } from '../upstream/destinations.ts'
import { endings } from '../websocket/bridge.ts'
import { Charset } from './charset.ts'
import { Flow, type FlowEnd } from './flow.ts'
import type { Conversation, SockSession } from './session.ts'

const ends: Record<FlowEnd, [code: number, reason: string]> = {
  ...endings,
  'queue-full': [1008, 'the page or the server reads too slowly'],
  'broken-line': [1008, 'CR, LF or NUL inside a message'],
  'too-long': [1009, 'a message is longer than a line may be'],
}

export interface SingleOptions {
  destination: Destination
  metrics: WebMetrics
  lineBytesMax: number
}

export function single(
  session: SockSession,
  visitor: Introduced,
  { destination, metrics, lineBytesMax }: SingleOptions,
): Conversation {
  const flow = new Flow({
    lane: session.lane(),
    lineBytesMax,
    charset: new Charset(),
    prefix: '',
    ended: (end) => {
      metrics.ended.inc({ reason: end })
      session.close(...ends[end])
    },
  })
  flow.open(destination, visitor)
  return { receive: (message) => flow.say(message), gone: () => flow.close() }
}
