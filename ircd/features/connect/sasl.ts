import { type Barred, isProved, keyProved, type Proof, type ScramExchange } from '#wire/account.ts'
import { messageFrom } from '#wire/message.ts'
import {
  ERR_NEEDMOREPARAMS,
  ERR_NICKLOCKED,
  ERR_SASLABORTED,
  ERR_SASLALREADY,
  ERR_SASLFAIL,
  ERR_SASLTOOLONG,
  note,
  type Reply,
  RPL_SASLMECHS,
  RPL_SASLSUCCESS,
} from '#wire/numerics.ts'
import {
  type BearerToken,
  chunk,
  fromBase64,
  Gathered,
  parseIrcv3Bearer,
  parseOauthBearer,
  parsePlain,
  toBase64,
} from '#wire/sasl.ts'
import { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { SaslDialogue } from '../../core/links.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { becomeHouses, isHouses } from './houses.ts'
import { isOpenToAll, logInProved } from './login.ts'
import { register } from './registration.ts'

/** One exchange; each step reads a payload and says the next, or how it ended. */
interface Exchange {
  began: number
  gathered: Gathered
  step(ask: Ask, payload: string): Promise<Outcome>
  /** Tells whoever has a part in it that it is over. */
  end?(): void
}

type Outcome = { challenge: string } | Proof

const mechanisms: Record<string, (session: Session) => Exchange['step']> = {
  PLAIN: () => plain,
  EXTERNAL: () => external,
  'SCRAM-SHA-256': (session) => scram(session, false),
  'SCRAM-SHA-256-PLUS': (session) => scram(session, true),
  OAUTHBEARER: oauthBearer,
  IRCV3BEARER: () => (ask, payload) => borne(ask, parseIrcv3Bearer(fromBase64(payload) ?? '')),
}
/** How long an exchange may take. */
const exchangeMs = 30_000
/** More wrong passwords on one connection than this end it. */
const failuresMax = 5

/**
 * Logging in before, or after, registration. Requesting the capability is not a condition: clients
 * that send everything at once have not read our list yet. Who is logged in may log in again, as
 * somebody else too, and stays who it was where that fails.
 * https://ircv3.net/specs/extensions/sasl-3.2
 */
export default feature({
  cap: 'sasl',
  capValue: (server, session) => mechanismsFor(server, session).join(','),
  commands: {
    AUTHENTICATE: {
      help: '<mechanism, or a step of it>\nLogs in with SASL; clients do this by themselves.',
      from: 'anyone',
      run(ask, text = '') {
        if (!text) return ask.reply(ERR_NEEDMOREPARAMS('AUTHENTICATE'))
        const exchange = exchangesOf(ask.server).get(ask.session)
        if (text === '*') return abort(ask, exchange)
        return exchange ? proceed(ask, exchange, text) : begin(ask, text)
      },
    },
  },
  ticks(server, now) {
    for (const [session, { began }] of exchangesOf(server)) {
      if (session.closed) drop(server, session)
      else if (now - began > exchangeMs) giveUp(server, session)
    }
    for (const [account, { closed }] of speakersOf(server)) {
      if (closed) speakersOf(server).delete(account)
    }
  },
})

const exchangesOf = perServer(() => new Map<Session, Exchange>())
const failures = new WeakMap<Session, number>()
/** By account: the session on which a house speaks for it. */
const speakersOf = perServer(() => new Map<string, Session>())

/** A certificate is no way in for those who have shown none, nor is a binding without TLS. */
function mechanismsFor(server: Server, { caller, user }: Session): string[] {
  const { ports, links } = server
  const missing = new Set([
    ...(isOpenToAll(server, user) ? ['PLAIN', 'OAUTHBEARER', 'IRCV3BEARER'] : []),
    ...(caller.fingerprint ? [] : ['EXTERNAL']),
    ...(caller.bindings ? [] : ['SCRAM-SHA-256-PLUS']),
    ...(ports.accounts.bears ? [] : ['OAUTHBEARER', 'IRCV3BEARER']),
  ])
  const names = links?.sasl.mechanisms() ?? Object.keys(mechanisms)
  return names.filter((name) => !missing.has(name))
}

function begin(ask: Ask, wanted: string): void {
  const { server, session, now } = ask
  // A house has logged in for one person, and speaks for that one until it leaves.
  if (isHouses(session)) return ask.reply(ERR_SASLALREADY())
  const names = mechanismsFor(server, session)
  const name = wanted.toUpperCase()
  if (!names.includes(name)) return ask.reply(RPL_SASLMECHS(names.join(',')), ERR_SASLFAIL())
  const isTheirs = server.links?.sasl.mechanisms() !== undefined
  const way = isTheirs ? relayed(name) : { step: mechanisms[name]!(session) }
  exchangesOf(server).set(session, { began: now, gathered: new Gathered(), ...way })
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
  // It may have ended while the password was checked.
  if (ask.session.closed || exchangesOf(ask.server).get(ask.session) !== exchange) return
  if (!outcome) return fail(ask, ERR_SASLFAIL())
  if ('barred' in outcome) return fail(ask, refusalOf(outcome))
  if ('challenge' in outcome) return challenge(ask, outcome.challenge)
  logInProved(ask, outcome)
  ask.reply(RPL_SASLSUCCESS())
  return end(ask)
}

/** Programs learn from the note that a code would help; the numeric is for all. */
function refusalOf({ barred, why, unverified }: Barred): Reply {
  const before = unverified && note('AUTHENTICATE', 'VERIFICATION_REQUIRED', why, barred)
  return { ...ERR_NICKLOCKED(why), before }
}

function fail(ask: Ask, refusal: Reply): void | Promise<void> {
  const { session } = ask
  const count = (failures.get(session) ?? 0) + 1
  failures.set(session, count)
  ask.reply(refusal)
  ask.server.ports.tell('login failed', { ip: ask.user.ip, nick: ask.user.nick })
  if (count >= failuresMax) return session.close('Too many failed logins')
  return end(ask)
}

/** The client ends negotiation in the middle of an exchange: it goes on without an account. */
export function abandonSasl(ask: Ask): void {
  ask.reply(ERR_SASLABORTED())
  forget(ask)
}

/** The client has fallen silent. What waits for its registration goes on without an account. */
function giveUp(server: Server, session: Session): void {
  session.tell(ERR_SASLABORTED())
  const ended = end(new Ask(server, session, 'AUTHENTICATE', undefined))
  ended?.catch((error) => server.ports.fault(error, 'registration'))
}

function end(ask: Ask): void | Promise<void> {
  forget(ask)
  return register(ask)
}

function forget({ server, session }: Ask): void {
  drop(server, session)
  session.holds.delete('SASL')
}

function drop(server: Server, session: Session): void {
  exchangesOf(server).get(session)?.end?.()
  exchangesOf(server).delete(session)
}

function challenge(ask: Ask, base64: string): void {
  for (const piece of chunk(base64)) ask.say(messageFrom(ask.net.me.name, 'AUTHENTICATE', piece))
}

/** The account under which our own houses log in, to speak for the account in `authzid`. */
const houseAccount = '*house'

/** Services of another kind look after accounts; our own houses are still ours. */
function relayed(mechanism: string): Pick<Exchange, 'step' | 'end'> {
  let dialogue: SaslDialogue | undefined
  return {
    async step(ask, payload) {
      if (mechanism === 'PLAIN' && isHouse(payload)) return plain(ask, payload)
      if (dialogue) return dialogue.step(payload)
      dialogue = ask.server.links?.sasl.begin(ask.session, mechanism)
      const first = await dialogue?.began
      return first && 'challenge' in first ? dialogue?.step(payload) : first
    },
    end: () => dialogue?.end(),
  }
}

function isHouse(payload: string): boolean {
  return parsePlain(fromBase64(payload) ?? '')?.authcid === houseAccount
}

/** RFC 4616. The authzid may repeat the authcid, as WeeChat and irssi do, or be empty. */
async function plain(ask: Ask, payload: string): Promise<Outcome> {
  const { ports } = ask.server
  const given = parsePlain(fromBase64(payload) ?? '')
  if (!given) return undefined
  const { authzid, authcid, password } = given
  if (authcid === houseAccount && authzid && ports.isHouse(password)) {
    const proof = await ports.accounts.vouched(authzid)
    if (!proof || 'barred' in proof) return proof
    ask.user.host = `user/${proof.proved}`
    becomeHouses(ask.session)
    replaceOld(ask, keyProved(proof))
    return proof
  }
  if (authzid && authzid !== authcid) return undefined
  return ports.accounts.login(authcid, password)
}

/**
 * A house speaks for a person on one connection. One that was left behind by a process which is
 * frozen, or a machine which is gone, makes room for the next.
 */
function replaceOld({ server, session, net }: Ask, account: string): void {
  const people = speakersOf(server)
  const key = net.fold(account)
  const old = people.get(key)
  people.set(key, session)
  if (old && old !== session && !old.closed) old.close('Its house speaks for it elsewhere')
}

/** RFC 4422, appendix A: the certificate says who; the client may repeat it. */
async function external(ask: Ask, payload: string): Promise<Outcome> {
  const authzid = fromBase64(payload)
  const { fingerprint } = ask.session.caller
  if (authzid === undefined || !fingerprint) return undefined
  const proof = await ask.server.ports.accounts.certified(fingerprint)
  return agrees(proof, authzid) ? proof : undefined
}

/** RFC 5802: our last message is a challenge too, which the client answers with nothing. */
function scram({ caller: { bindings } }: Session, plus: boolean): Exchange['step'] {
  let exchange: ScramExchange | undefined
  let proof: Proof
  return async (ask, payload) => {
    if (proof) return payload === '' ? proof : undefined
    const text = fromBase64(payload) ?? ''
    if (!exchange) {
      exchange = ask.server.ports.accounts.scram({ bindings, plus })
      const first = await exchange.first(text)
      return first === undefined ? undefined : { challenge: toBase64(first) }
    }
    const last = exchange.final(text)
    if (!last) return undefined
    proof = last.proof
    return { challenge: toBase64(last.message) }
  }
}

/** RFC 7628: a failure is a challenge that says why; the client answers with one byte, then reads 904. */
function oauthBearer(): Exchange['step'] {
  let refused: Barred | undefined
  let answered = false
  return async (ask, payload) => {
    if (answered) return refused
    const proof = await borne(ask, parseOauthBearer(fromBase64(payload) ?? ''))
    if (proof && 'proved' in proof) return proof
    refused = proof
    answered = true
    return { challenge: toBase64(JSON.stringify({ status: 'invalid_token' })) }
  }
}

/** The client may repeat who the token says it is, and cannot be anybody else. */
async function borne(ask: Ask, given: BearerToken | undefined): Promise<Proof> {
  const { accounts, tell } = ask.server.ports
  try {
    const proof = given && (await accounts.borne(given.token))
    return given && agrees(proof, given.authzid) ? proof : undefined
  } catch (error) {
    // The server that knows tokens does not answer: that is no reason to believe one.
    tell('token not checked', { error: (error as Error).message })
    return undefined
  }
}

function agrees(proof: Proof, authzid: string): boolean {
  return proof !== undefined && (!authzid || isProved(proof, authzid))
}
