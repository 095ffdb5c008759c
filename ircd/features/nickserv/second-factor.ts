/**
 * A second factor: who logs in by password also says what an app says. COMPAT: clients ask for one
 * password, so the code stands behind it, after a space; certificates need none.
 */
import { perServer } from '../../core/per-server.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { authority, failed, provingAskOf, record, report } from './desk.ts'

/** How long a secret that was told waits for its first code. */
const offeredMs = 10 * 60_000
const offersMax = 1000

/** Secrets that were told, by account, and until when they may be confirmed. */
const offered = perServer(() => new Map<string, { secret: string; until: number }>())

export const secondFactorCommands: Record<string, ServiceCommand> = {
  TOTP: {
    params: '[ON|CONFIRM|OFF] [code]',
    help: [
      'Has your password want the code of an app besides, which changes each half minute.',
      'ON tells you a secret, which your app takes; CONFIRM with the code that it says then begins.',
      'From then on write your password, a space, and the code: in SASL PLAIN, in PASS, and with IDENTIFY.',
      'What connects by itself, as a bouncer’s devices do, logs in by certificate (CERT ADD), and needs none.',
      'OFF, with a code, ends it. Without a word it says whether it is on.',
    ].join('\n'),
    from: 'account',
    run: secondFactor,
  },
}

async function secondFactor(turn: Turn, word = '', code = ''): Promise<void> {
  const account = turn.account!
  const facts = await authority(turn).find(account)
  const isOn = facts?.secondFactor === true
  switch (word.toUpperCase()) {
    case '':
      return turn.say(`Your second factor is ${isOn ? 'on' : 'off'}`)
    case 'ON':
      return isOn ? turn.refuse('NOT_NEEDED', 'Your second factor is on already') : offer(turn)
    case 'CONFIRM':
      return confirm(turn, code)
    case 'OFF':
      return end(turn, code)
    default:
      return turn.refuse('INVALID_PARAMS', 'Say ON, CONFIRM or OFF')
  }
}

function offer(turn: Turn): void {
  const { server, now } = turn
  const offers = offered(server)
  for (const [key, { until }] of offers) if (until <= now) offers.delete(key)
  if (offers.size >= offersMax) return turn.refuse('TRY_LATER', 'Too many ask for it just now')
  const { secret, link } = authority(turn).offerSecondFactor(turn.account!, server.settings.network)
  offers.set(keyOf(turn), { secret, until: now + offeredMs })
  turn.say(
    `The secret for your app: ${secret.replace(/.{4}(?=.)/g, '$& ')}`,
    `As a link: ${link}`,
    'Nothing has changed yet: TOTP CONFIRM with the code that your app says',
  )
}

async function confirm(turn: Turn, code: string): Promise<void> {
  const found = offered(turn.server).get(keyOf(turn))
  if (!found || found.until <= turn.now) {
    return turn.refuse('NOTHING_OFFERED', 'Say TOTP ON first: a secret is good for ten minutes')
  }
  if (!provingAskOf(turn)) return
  const done = await authority(turn).setSecondFactor(turn.account!, found.secret, code)
  if ('code' in done) return failed(turn, done.code, done.text)
  offered(turn.server).delete(keyOf(turn))
  record(turn, 'second factor on', turn.account!)
  turn.say(
    'From now on your password wants a code behind it, after a space',
    'Each of these does once in place of one, for when the app is lost. They are shown only now:',
    ...done.map((one) => `  ${one}`),
  )
}

/** Whoever finds a client open does not end it. */
async function end(turn: Turn, code: string): Promise<void> {
  const account = turn.account!
  if (!provingAskOf(turn)) return
  const facts = await authority(turn).find(account)
  if (facts?.secondFactor && !(await authority(turn).isSecond(account, code))) {
    return failed(turn, 'INVALID_CODE', 'This is not what your app says, nor one of your codes')
  }
  const refusal = await authority(turn).endSecondFactor(account)
  if (report(turn, refusal, 'Your password wants no code any more')) {
    record(turn, 'second factor off', account)
  }
}

function keyOf({ net, account }: Turn): string {
  return net.accountNames.keyOf(account!)
}
