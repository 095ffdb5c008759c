/** Debian's bitlbee: a gateway to other chats that speaks IRC, with one channel, `&bitlbee`. */
import { answering, missing, run } from '../link/foreign.ts'
import { freePort } from '../ngircd.ts'

const program = '/usr/sbin/bitlbee'

export const bitlbeeMissing = missing(program, 'bitlbee')

export interface Bitlbee extends AsyncDisposable {
  port: number
}

export async function startBitlbee(): Promise<Bitlbee> {
  const port = await freePort()
  const child = await run(
    program,
    () => ({ 'bitlbee.conf': '[settings]\n[defaults]\n' }),
    (folder) => [
      ...['-D', '-n', '-i', '127.0.0.1', '-p', String(port)],
      ...['-c', `${folder}/bitlbee.conf`, '-d', folder, '-P', `${folder}/bitlbee.pid`],
    ],
  )
  try {
    await answering(port, 'bitlbee')
  } catch (error) {
    await child[Symbol.asyncDispose]()
    throw error
  }
  return { port, [Symbol.asyncDispose]: child[Symbol.asyncDispose] }
}
