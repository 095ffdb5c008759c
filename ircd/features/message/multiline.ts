import type { Message } from '#wire/message.ts'
import { batchLines, type Part, withoutBatch } from '#wire/multiline.ts'
import { fail, type Reply } from '#wire/numerics.ts'
import { byteLength } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { type Fact, sourceOf } from '../../core/fact.ts'
import { type BatchReader, feature, lens } from '../../core/feature.ts'
import type { Server } from '../../core/server.ts'
import { type Said, saidInChannel, saidToUser, sayParts, type Verb } from './message.ts'

/**
 * Several lines are one message: one id, one row of history, refused or heard as a whole.
 * https://ircv3.net/specs/extensions/multiline
 */
export default feature({
  cap: 'draft/multiline',
  capRequires: 'batch',
  capValue: ({ settings: { messages } }) =>
    `max-bytes=${messages.multilineBytes},max-lines=${messages.multilineLines}`,
  lenses: [lens(saidInChannel, asBatch), lens(saidToUser, asBatch)],
  without: withoutBatch,
  batches: {
    'draft/multiline': (ask, params) => {
      const able = ask.session.has('draft/multiline') && ask.session.has('batch')
      const [target = ''] = params
      if (!able) return invalid('This needs the capabilities draft/multiline and batch')
      if (params.length !== 1 || !target || target.includes(',')) {
        return invalid('A batch has one target')
      }
      return new Multiline(ask.server, target)
    },
  },
})

function asBatch(lines: Message[], fact: Fact<Said>): Message[] {
  const { parts, id, verb, target, source } = fact
  if (!parts) return lines
  return batchLines(id, source ?? sourceOf(fact.by), verb, target, parts)
}

function invalid(why: string): Reply {
  return fail('BATCH', 'MULTILINE_INVALID', why)
}

const allowedTags = new Set(['batch', 'draft/multiline-concat'])

class Multiline implements BatchReader {
  readonly #server: Server
  readonly #target: string
  readonly #parts: Part[] = []
  #verb = ''
  #bytes = 0

  constructor(server: Server, target: string) {
    this.#server = server
    this.#target = target
  }

  line({ verb, tags, net }: Ask, [target = '', text = '']: string[]): Reply | undefined {
    if (verb !== 'PRIVMSG' && verb !== 'NOTICE')
      return invalid('Only PRIVMSG and NOTICE fit in here')
    if (this.#verb && verb !== this.#verb) return invalid('PRIVMSG and NOTICE may not be mixed')
    if (net.fold(target) !== net.fold(this.#target)) return this.#wrongTarget(target)
    if (![...tags!.keys()].every((name) => allowedTags.has(name))) {
      return invalid('Tags stand on the beginning of the batch')
    }
    const concat = tags!.has('draft/multiline-concat')
    if (concat && !text) return invalid('A line without text has nothing to go on with')
    if (text.startsWith('\x01')) return invalid('CTCP does not fit in here')
    this.#verb = verb
    return this.#add({ text, concat })
  }

  #wrongTarget(target: string): Reply {
    const why = 'This is not the target of the batch'
    return fail('BATCH', 'MULTILINE_INVALID_TARGET', why, this.#target, target || '*')
  }

  #add(part: Part): Reply | undefined {
    const { multilineBytes, multilineLines } = this.#server.settings.messages
    const breakBytes = this.#parts.length && !part.concat ? 1 : 0
    this.#bytes += byteLength(part.text) + breakBytes
    this.#parts.push(part)
    if (this.#bytes > multilineBytes) {
      return fail('BATCH', 'MULTILINE_MAX_BYTES', 'Too many bytes', String(multilineBytes))
    }
    if (this.#parts.length > multilineLines) {
      return fail('BATCH', 'MULTILINE_MAX_LINES', 'Too many lines', String(multilineLines))
    }
    return undefined
  }

  close(ask: Ask): Reply | undefined | Promise<void> {
    if (!this.#parts.some(({ text }) => text)) return invalid('There is no text')
    const done = sayParts(ask, this.#verb as Verb, this.#target, this.#parts)
    return done instanceof Promise ? done : undefined
  }
}
