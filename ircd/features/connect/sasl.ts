import { messageFrom } from '#wire/message.ts'
import {
  ERR_NEEDMOREPARAMS,
  ERR_SASLABORTED,
  ERR_SASLALREADY,
  ERR_SASLFAIL,
  ERR_SASLTOOLONG,
  RPL_SASLMECHS,
  RPL_SASLSUCCESS,
} from '#wire/numerics.ts'
import { chunk, Gathered, parsePlain } from '#wire/sasl.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Session } from '../../core/session.ts'
import { logIn } from './login.ts'
import { register } from './registration.ts'

/** One exchange; each step reads a payload and says the next, or how it ended. */
interface Exchange {
  gathered: Gathered
  step(ask: Ask, payload: string): Promise<Outcome>
}

type Outcome = { challenge: string } | { account: string } | 'failed'

const mechanisms: Record<string, () => Exchange['step']> = {
  PLAIN: () => plain,
  'SCRAM-SHA-256': scram,
}
const mechanismNames = Object.keys(mechanisms).join(',')
/** More wrong passwords on one connection than this end it. */
const failuresMax = 5

/**
 * Logging in before, or after, registration. Requesting the capability is not a condition: clients
 * that send everything at once have not read our list yet.
 * https://ircv3.net/specs/extensions/sasl-3.2
 */
export default feature({
  cap: 'sasl',
  capValue: () => mechanismNames,
  commands: {
    AUTHENTICATE: {
      help: '<mechanism, or a step of it>\nLogs in with SASL; clients do this by themselves.',
      from: 'anyone',
      run(ask, text = '') {
        if (!text) return ask.reply(ERR_NEEDMOREPARAMS('AUTHENTICATE'))
        const exchange = exchanges.get(ask.session)
        if (text === '*') return abort(ask, exchange)
        return exchange ? proceed(ask, exchange, text) : begin(ask, text)
      },
    },
  },
})

const exchanges = new WeakMap<Session, Exchange>()
const failures = new WeakMap<Session, number>()

function begin(ask: Ask, name: string): void {
  const { session, user } = ask
  if (user.account) return ask.reply(ERR_SASLALREADY())
  const mechanism = mechanisms[name.toUpperCase()]
  if (!mechanism) return ask.reply(RPL_SASLMECHS(mechanismNames), ERR_SASLFAIL())
  exchanges.set(session, { gathered: new Gathered(), step: mechanism() })
  if (!session.registered) session.holds.add('SASL')
  challenge(ask, '')
}

function abort(ask: Ask, exchange: Exchange | undefined): void | Promise<void> {
  ask.reply(exchange ? ERR_SASLABORTED() : ERR_SASLFAIL())
  return end(ask)
}

async function proceed(ask: Ask, exchange: Exchange, text: string): Promise<void> {
  const whole = exchange.gathered.add(text)
  if (!whole) return
  if (whole === 'too-long') {
    ask.reply(ERR_SASLTOOLONG())
    return end(ask)
  }
  const outcome = await exchange.step(ask, whole.payload)
  if (ask.session.closed) return
  if (outcome === 'failed') return fail(ask)
  if ('challenge' in outcome) return challenge(ask, outcome.challenge)
  logIn(ask, outcome.account)
  ask.reply(RPL_SASLSUCCESS())
  return end(ask)
}

function fail(ask: Ask): void | Promise<void> {
  const { session } = ask
  const count = (failures.get(session) ?? 0) + 1
  failures.set(session, count)
  ask.reply(ERR_SASLFAIL())
  ask.server.ports.tell('login failed', { ip: ask.user.ip, nick: ask.user.nick })
  if (count >= failuresMax) return session.close('Too many failed logins')
  return end(ask)
}

/** The client ends negotiation in the middle of an exchange: it goes on without an account. */
export function abandonSasl(ask: Ask): void {
  ask.reply(ERR_SASLABORTED())
  exchanges.delete(ask.session)
  ask.session.holds.delete('SASL')
}

function end(ask: Ask): void | Promise<void> {
  exchanges.delete(ask.session)
  ask.session.holds.delete('SASL')
  return register(ask)
}

function challenge(ask: Ask, base64: string): void {
  for (const piece of chunk(base64)) ask.say(messageFrom(ask.net.me.name, 'AUTHENTICATE', piece))
}

/** The account under which our own houses log in, to speak for the account in `authzid`. */
const houseAccount = '*house'

/** RFC 4616. The authzid may repeat the authcid, as WeeChat and irssi do, or be empty. */
async function plain(ask: Ask, payload: string): Promise<Outcome> {
  const { accounts } = ask.server.ports
  const given = parsePlain(accounts.decode(payload) ?? '')
  if (!given) return 'failed'
  const { authzid, authcid, password } = given
  if (authcid === houseAccount && authzid && accounts.isHouse(password)) {
    ask.user.host = `user/${authzid}`
    ask.session.trusted = true
    return { account: authzid }
  }
  if (authzid && authzid !== authcid) return 'failed'
  const account = await accounts.login(authcid, password)
  return account === undefined ? 'failed' : { account }
}

/** RFC 5802: our last message is a challenge too, which the client answers with nothing. */
function scram(): Exchange['step'] {
  let exchange: ReturnType<Ask['server']['ports']['accounts']['scram']> | undefined
  let proved: string | undefined
  return async (ask, payload) => {
    if (proved !== undefined) return payload === '' ? { account: proved } : 'failed'
    if (!exchange) {
      exchange = ask.server.ports.accounts.scram()
      const first = await exchange.first(payload)
      return first === undefined ? 'failed' : { challenge: first }
    }
    const last = exchange.final(payload)
    if (!last) return 'failed'
    proved = last.account
    return { challenge: last.message }
  }
}
