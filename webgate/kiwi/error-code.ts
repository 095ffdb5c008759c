/** Why a channel was closed, in the words that Kiwi IRC has sentences for; others it calls unknown. */
import type { FlowEnd } from '../sockjs/flow.ts'

const byCause: Record<string, string> = {
  ENOTFOUND: 'err_unknown_host',
  EAI_AGAIN: 'err_unknown_host',
  ENODATA: 'err_unknown_host',
  ECONNREFUSED: 'err_refused',
  ETIMEDOUT: 'err_timeout',
}

/** @returns '' for a server that closed by itself. */
export function errorCode(end: FlowEnd, error?: Error | undefined): string {
  if (end === 'closed') return ''
  if (end === 'queue-full') return 'err_queue_full'
  if (end === 'broken-line' || end === 'too-long') return 'err_forbidden'
  return end === 'unreachable' ? codeOf(error) : 'err_unknown'
}

function codeOf(error: Error | undefined): string {
  if (error?.name === 'Forbidden') return 'err_forbidden'
  const cause = (error?.cause ?? error) as NodeJS.ErrnoException | undefined
  const first = cause instanceof AggregateError ? cause.errors[0] : cause
  const code: string = first?.code ?? ''
  const text: string = first?.message ?? ''
  if (byCause[code]) return byCause[code]
  if (/no answer in/.test(text)) return 'err_timeout'
  if (/TLS|SSL|CERT|SIGN|ISSUER|CHAIN/.test(code) || /certificate/.test(text)) return 'err_tls'
  return 'err_unknown'
}
