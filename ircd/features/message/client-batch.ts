import { fail, type Reply } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { type BatchReader, feature } from '../../core/feature.ts'
import { perServer } from '../../core/per-server.ts'
import type { Session } from '../../core/session.ts'

/** How long a batch may stay open. */
const openMs = 30_000
/** What a client says without thinking, also in the middle of a batch. */
const asides = new Set(['PING', 'PONG', 'QUIT'])

interface Open {
  ref: string
  /** The request that opened it: its label belongs to what the whole batch causes. */
  ask: Ask
  since: number
  /** Absent once it has failed: the rest of it is read and forgotten. */
  reader: BatchReader | undefined
}

const batches = perServer(() => new Map<Session, Open>())

/** One batch at a time, and nothing else in it. https://ircv3.net/specs/extensions/client-batch */
export default feature({
  screen(ask, params) {
    const { server, session, verb, tags } = ask
    const open = batches(server).get(session)
    const ref = tags?.get('batch')
    if (verb === 'BATCH' || (!open && ref === undefined)) return
    if (!open) return fail('BATCH', 'INVALID_REFTAG', 'There is no such batch', ref || '*')
    if (ref === open.ref) return readLine(ask, open, params)
    if (!open.reader || asides.has(verb)) return
    end(open, fail('BATCH', 'MULTILINE_INVALID', 'Only lines of the batch may stand in a batch'))
    return 'ignore'
  },
  mishears({ server, session }) {
    const open = batches(server).get(session)
    if (open?.reader) {
      end(open, fail('BATCH', 'MULTILINE_INVALID', 'A line of the batch could not be read'))
    }
  },
  commands: {
    BATCH: {
      help: '<+|-><reference> [type] [parameters]\nBegins or ends several lines that belong together.',
      min: 1,
      run(ask, word = '', ...rest) {
        if (word.startsWith('+')) return begin(ask, word.slice(1), rest)
        return close(ask, word.slice(1))
      },
    },
  },
  ticks(server, now) {
    for (const [session, open] of batches(server)) {
      if (session.closed) batches(server).delete(session)
      else if (open.reader && now - open.since > openMs) {
        end(open, fail('BATCH', 'TIMEOUT', 'The batch was left open for too long', open.ref))
      }
    }
  },
})

function begin(ask: Ask, ref: string, [type = '', ...params]: string[]): void {
  const { server, session } = ask
  const open = batches(server).get(session)
  if (open?.reader) {
    end(open, fail('BATCH', 'MULTILINE_INVALID', 'A batch may not stand in a batch'))
    return
  }
  if (!/^[A-Za-z0-9-]{1,64}$/.test(ref)) {
    return ask.reply(fail('BATCH', 'INVALID_REFTAG', 'This is not a reference', ref || '*'))
  }
  const opener = server.book.batches.get(type)
  const reader = opener?.(ask, params) ?? unknownType(ref, type)
  const failed = 'verb' in reader
  if (failed) ask.reply(reader)
  else ask.hold()
  const next = { ref, ask, since: ask.now, reader: failed ? undefined : reader }
  batches(server).set(session, next)
}

function unknownType(ref: string, type: string): Reply {
  return fail('BATCH', 'UNKNOWN_TYPE', 'Unknown type of batch', ref, type || '*')
}

function readLine(ask: Ask, open: Open, params: string[]): 'ignore' {
  const refusal = open.reader?.line(ask, params)
  if (refusal) end(open, refusal)
  return 'ignore'
}

async function close(ask: Ask, ref: string): Promise<void> {
  const open = batches(ask.server).get(ask.session)
  if (open?.ref !== ref) {
    return ask.reply(fail('BATCH', 'INVALID_REFTAG', 'There is no such batch', ref || '*'))
  }
  batches(ask.server).delete(ask.session)
  if (!open.reader) return
  const answer = open.reader.close(open.ask)
  if (answer instanceof Promise) await answer
  else if (answer) open.ask.reply(answer)
  open.ask.release()
}

/** The answer is given at once; what still comes of the batch is swallowed. */
function end(open: Open, why: Reply): void {
  open.reader = undefined
  open.ask.reply(why)
  open.ask.release()
}
