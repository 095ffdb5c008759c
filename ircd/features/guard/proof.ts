import { fail } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { Session } from '../../core/session.ts'
import { accountChanged } from '../connect/login.ts'
import { register } from '../connect/registration.ts'
import { isUserExempt } from './ban.ts'
import { isKnown } from './reputation.ts'

const challengeChars = 16
const answerCharsMax = 64

const proved = new WeakSet<Session>()

/**
 * Strangers do some work before they are let in: an answer to `FAIL * CHALLENGE sha256 <bits>
 * <challenge>` is a text that makes the SHA-256 of challenge and text begin with so many zero bits.
 * A person does not notice it, and a thousand robots do. Logging in spares it.
 */
export default feature({
  vets(ask) {
    const { server, session, user } = ask
    const { proofBits } = server.settings.protection
    if (proofBits === 0 || session.exempt || proved.has(session)) return undefined
    if (isKnown(server, user) || isUserExempt(server, user, 't')) return undefined
    session.holds.add('PROVE')
    const challenge = challengeOf(ask)
    const text = `Strangers prove here that they mean it: say PROVE <text>, so that the SHA-256 of ${challenge}<text> begins with ${proofBits} zero bits; or log in`
    ask.reply(fail('*', 'CHALLENGE', text, 'sha256', String(proofBits), challenge))
    return {}
  },
  reactions: [
    reaction(accountChanged, ({ by }) => void (by as User).session?.holds.delete('PROVE')),
  ],
  commands: {
    PROVE: {
      min: 1,
      from: 'anyone',
      help: '<text>\nAnswers the challenge that strangers are given; clients do this by themselves.',
      run(ask, answer = '') {
        const { session, server } = ask
        if (!session.holds.has('PROVE')) return
        const digest = server.ports.sha256(challengeOf(ask) + answer)
        const isRight = zeroBits(digest) >= server.settings.protection.proofBits
        if (!isRight || answer.length > answerCharsMax) {
          return ask.reply(fail('PROVE', 'INVALID_PROOF', 'This is not the answer'))
        }
        proved.add(session)
        session.holds.delete('PROVE')
        return register(ask)
      },
    },
  },
})

/** Nobody knows it before. */
function challengeOf({ server, user }: Ask): string {
  return server.ports.digest(`prove ${user.uid} ${user.since}`).slice(0, challengeChars)
}

/** With how many zero bits a number in hexadecimal begins. */
function zeroBits(digits: string): number {
  const zeros = /^0*/.exec(digits)![0].length
  const next = digits[zeros]
  return zeros * 4 + (next === undefined ? 0 : Math.clz32(Number.parseInt(next, 16)) - 28)
}
