/**
 * Tokens of an OAuth 2.0 server: either it is asked about each (RFC 7662), or it signs what it says
 * (RFC 7519), and its public keys lie in a file. A token that is no good is nobody's; a server that
 * cannot be asked is an error.
 */
import { createPublicKey, type KeyObject, verify, type webcrypto } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Config } from '#host/config.ts'
import type { Bearer } from './entrance.ts'

type Terms = Config['accounts']['oauth']
type Claims = Record<string, unknown>

const patienceMs = 10_000
/** Clocks differ by as much. */
const leewaySeconds = 60

/** Nothing where the configuration names neither a server to ask nor keys. */
export function bearerOf({ accounts: { oauth } }: Pick<Config, 'accounts'>): Bearer | undefined {
  if (!oauth.introspection && !oauth.keys) return undefined
  return {
    creates: oauth.create,
    async owner(token) {
      if (!/^[A-Za-z0-9._~+/=-]+$/.test(token)) return undefined
      const claims = await (oauth.keys ? signed(token, oauth.keys) : introspected(token, oauth))
      if (!claims || !isMeant(claims, oauth)) return undefined
      const name = claims[oauth.claim]
      return typeof name === 'string' ? name : undefined
    },
  }
}

/** By whom, for whom and for when the token is. */
function isMeant({ iss, aud, exp, nbf }: Claims, { issuer, audience }: Terms): boolean {
  const now = Date.now() / 1000
  const audiences = Array.isArray(aud) ? aud : [aud]
  return (
    (!issuer || iss === issuer) &&
    (!audience || audiences.includes(audience)) &&
    (exp === undefined || (typeof exp === 'number' && exp > now - leewaySeconds)) &&
    (nbf === undefined || (typeof nbf === 'number' && nbf < now + leewaySeconds))
  )
}

async function introspected(token: string, terms: Terms): Promise<Claims | undefined> {
  const word = (text: string) => encodeURIComponent(text)
  const basic = btoa(`${word(terms.client_id)}:${word(terms.client_secret)}`)
  const answer = await fetch(terms.introspection, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
    headers: {
      accept: 'application/json',
      ...(terms.client_id ? { authorization: `Basic ${basic}` } : {}),
    },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
  })
  if (!answer.ok) throw new Error(`the OAuth server answers ${answer.status}`)
  const claims = (await answer.json()) as Claims
  return claims.active === true ? claims : undefined
}

/** Only signatures with a public key: with another kind the key in the file would be the secret. */
const algorithms: Record<string, { hash: string | null; type: string; how: object }> = {
  RS256: { hash: 'sha256', type: 'rsa', how: {} },
  RS384: { hash: 'sha384', type: 'rsa', how: {} },
  RS512: { hash: 'sha512', type: 'rsa', how: {} },
  ES256: { hash: 'sha256', type: 'ec', how: { dsaEncoding: 'ieee-p1363' } },
  ES384: { hash: 'sha384', type: 'ec', how: { dsaEncoding: 'ieee-p1363' } },
  EdDSA: { hash: null, type: 'ed25519', how: {} },
}

/** @returns what a JWT says, where one of the keys has signed it and it has an end. */
async function signed(token: string, file: string): Promise<Claims | undefined> {
  const [head = '', body = '', signature = '', ...rest] = token.split('.')
  const header = read(head)
  const claims = read(body)
  const algorithm = algorithms[String(header?.alg)]
  if (!header || !claims || !algorithm || rest.length > 0 || claims.exp === undefined)
    return undefined
  const bytes = Buffer.from(signature, 'base64url')
  const data = Buffer.from(`${head}.${body}`)
  const keys = await keysIn(file, header.kid)
  const isGood = keys.some((key) => {
    if (key.asymmetricKeyType !== algorithm.type) return false
    return verify(algorithm.hash, data, { key, ...algorithm.how }, bytes)
  })
  return isGood ? claims : undefined
}

function read(part: string): Claims | undefined {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** Read each time: keys change. @param kid which of a set, where the token says so */
async function keysIn(file: string, kid: unknown): Promise<KeyObject[]> {
  const text = await readFile(file, 'utf8')
  if (text.includes('-----BEGIN')) return [createPublicKey(text)]
  const { keys } = JSON.parse(text) as { keys: (webcrypto.JsonWebKey & { kid?: string })[] }
  const wanted = kid === undefined ? keys : keys.filter((key) => key.kid === kid)
  return wanted.map((key) => createPublicKey({ key, format: 'jwk' }))
}
