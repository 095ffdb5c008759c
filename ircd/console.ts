/**
 * The operator's line to a server that runs: a socket file in the data directory, which only whoever
 * may read the data can open. A request is one line of JSON, and so is the answer, before the end.
 */
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { Connection, type ConnectionLimits } from '#host/connection.ts'
import { type Listener, listen, type Peer } from '#host/listen.ts'
import type { Log } from '#host/log.ts'
import type { Gate } from '#host/outbox.ts'
import type { Server } from './core/server.ts'
import { answerOperator } from './features/services/service.ts'
import type { Answer } from './features/services/turn.ts'

export interface ServiceRequest {
  /** The nick of a service. */
  service: string
  /** As people say it to the service. */
  text: string
  /** The account in whose name it is asked, if in any. */
  as?: string | undefined
}

/** A request has no more bytes than that: what is longer was not written by our command line. */
const requestBytesMax = 16 * 1024

/** Where a server on this data takes requests. */
export function consolePath(data: string): string {
  return join(data, 'ircd-console.sock')
}

/** Some systems have no room for a long path: the server runs without it, and says so. */
export async function openConsole(
  server: Server,
  data: string,
  gate: Gate,
  limits: ConnectionLimits,
  log: Log,
): Promise<Listener | undefined> {
  const path = consolePath(data)
  const accept = (duplex: Duplex, peer: Peer) => {
    const own = { ...limits, lineBytesMax: requestBytesMax, sendqBytesMax: sendqBytes }
    converse(server, new Connection(duplex, peer, gate, own))
  }
  try {
    const listener = await listen({ kind: 'unix', path }, { accept })
    await chmod(path, 0o600)
    return listener
  } catch (error) {
    log.warn({ error: (error as Error).message }, 'the command line cannot reach this server')
    return undefined
  }
}

/** The longest list that a service answers with is far shorter. */
const sendqBytes = 4 * 1024 * 1024

function converse(server: Server, connection: Connection): void {
  connection.open({
    async line(text) {
      const request = readRequest(text)
      const answer = request ? await carryOut(server, request) : refusal('this is no request')
      connection.push(JSON.stringify(answer))
      connection.end()
    },
    closed() {},
  })
}

/** Carries a request out, whoever brought it. */
export async function carryOut(
  server: Server,
  { service, text, as }: ServiceRequest,
): Promise<Answer> {
  const account = as === undefined ? undefined : await server.ports.accounts.find(as)
  if (as !== undefined && !account) return refusal(`there is no account ${JSON.stringify(as)}`)
  // It becomes topics and notices: what ends a line in a shell's argument ends none of ours.
  return answerOperator(server, service, text.replace(/[\r\n\0]+/g, ' '), account?.name)
}

function refusal(text: string): Answer {
  return { lines: [], refusal: { code: 'INVALID_PARAMS', text } }
}

function readRequest(text: string): ServiceRequest | undefined {
  try {
    const { service, text: said, as } = JSON.parse(text)
    const good = typeof service === 'string' && typeof said === 'string'
    return good && (as === undefined || typeof as === 'string')
      ? { service, text: said, as }
      : undefined
  } catch {
    return undefined
  }
}
