/** A server asks strangers for some work before it lets them in. Loaded when it does. */
import { bitsMax, prove } from './proof.ts'
import type { Session } from './session.ts'

const challengeMax = 40

/** @param params of `FAIL * CHALLENGE sha256 <bits> <challenge> :<text>` */
export async function answerChallenge(session: Session, params: string[]): Promise<void> {
  const [, , kind, bits = '', challenge = ''] = params
  const { mirror, options } = session
  const isShort = challenge.length <= challengeMax && /^[!-~]+$/.test(challenge)
  if (kind !== 'sha256' || !(Number(bits) <= bitsMax) || !isShort) {
    return options.refused('server', params.at(-1) ?? '')
  }
  const isWanted = () => session.mirror === mirror && session.phase === 'registering'
  session.working = true
  options.changed({ kind: 'status' })
  const text = await prove(challenge, Number(bits), isWanted)
  session.working = false
  options.changed({ kind: 'status' })
  if (text !== undefined) session.send('PROVE', text)
}
