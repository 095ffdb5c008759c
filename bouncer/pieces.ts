/** What goes to a network of a message of several lines: as much at once as the network takes. */
import {
  asLines,
  type MultilineLimits,
  type Part,
  type Spoken,
  wholeText,
} from '#wire/multiline.ts'
import { byteLength } from '#wire/text.ts'

/** @param limits of the network; without them it takes plain lines only */
export function pieces(said: Spoken, limits: MultilineLimits | undefined): Spoken[] {
  if (!said.parts) return [said]
  if (!limits) return asLines(said)
  const { tags, verb, params } = said
  const all = groups(said.parts, limits).map((parts): Spoken => {
    const one = { verb, params: [params[0] ?? '', wholeText(parts)] }
    return parts.length > 1 ? { ...one, parts } : one
  })
  const some = all.filter(({ params: [, text = ''] }) => text.trim() !== '')
  return some.map((one, i) => ({ ...one, tags: i === 0 ? tags : undefined }))
}

function groups(parts: Part[], limits: MultilineLimits): Part[][] {
  const all: Part[][] = []
  let bytes = 0
  for (const part of parts) {
    const group = all.at(-1)
    const more = byteLength(part.text) + (part.concat ? 0 : 1)
    if (group && group.length < limits.lines && bytes + more <= limits.bytes) {
      group.push(part)
      bytes += more
    } else {
      all.push([{ ...part, concat: false }])
      bytes = byteLength(part.text)
    }
  }
  return all
}
