/** Asks a house that runs, over the socket file that it has in the data directory. */
import { text } from 'node:stream/consumers'
import { dial } from '#host/dial.ts'

/** A password may be hashed, or a long list be written; nothing takes longer than that. */
const answerMsMax = 30_000

/**
 * @param request becomes one line of JSON
 * @returns all that it answers.
 * @throws Error of one line where nobody answers, or not in time.
 */
export async function askHouse(path: string, request: object): Promise<string> {
  const socket = await dial({ kind: 'unix', path })
  const late = new Error(`no answer at ${path} in ${answerMsMax / 1000} seconds`)
  const timer = setTimeout(() => socket.destroy(late), answerMsMax)
  try {
    socket.write(`${JSON.stringify(request)}\r\n`)
    const answer = await text(socket)
    socket.end()
    return answer
  } finally {
    clearTimeout(timer)
  }
}
