/**
 * Signing in: what to answer to the server's AUTHENTICATE.
 * SCRAM is used where the browser can (WebCrypto needs https or localhost): the password then never
 * leaves the page. Source: RFC 5802, RFC 7677, RFC 4616.
 */

/** One exchange. Base64 in, base64 out. */
export interface SaslExchange {
  mechanism: string
  /** @throws Error when the server's message is not what the mechanism says. */
  answer(challenge: string): Promise<string>
}

const clientKeyLabel = utf8('Client Key')
const serverKeyLabel = utf8('Server Key')
/** More rounds than this would let a hostile server freeze the page. */
const iterationsMax = 1_000_000

/** @param offered the mechanisms of the server, empty when it did not say. */
export function chooseExchange(
  offered: string[],
  account: string,
  password: string,
): SaslExchange | undefined {
  const canScram = globalThis.crypto?.subtle !== undefined
  if (canScram && offered.includes('SCRAM-SHA-256')) return scram(account, password)
  if (offered.length === 0 || offered.includes('PLAIN')) return plain(account, password)
  return undefined
}

function plain(account: string, password: string): SaslExchange {
  return {
    mechanism: 'PLAIN',
    answer: async () => toBase64(utf8(`\0${account}\0${password}`)),
  }
}

function scram(account: string, password: string): SaslExchange {
  const nonce = toBase64(crypto.getRandomValues(new Uint8Array(18)))
  const name = account.replaceAll('=', '=3D').replaceAll(',', '=2C')
  const first = `n=${name},r=${nonce}`
  let expected: string | undefined
  let step = 0
  return {
    mechanism: 'SCRAM-SHA-256',
    async answer(challenge) {
      step++
      if (step === 1) return toBase64(utf8(`n,,${first}`))
      const text = new TextDecoder().decode(fromBase64(challenge))
      if (step === 2) {
        const proof = await prove(first, nonce, text, password)
        expected = proof.verifier
        return toBase64(utf8(proof.message))
      }
      if (text !== `v=${expected}`) throw new Error('the server does not know the password either')
      return ''
    },
  }
}

async function prove(first: string, nonce: string, challenge: string, password: string) {
  const fields = new Map(challenge.split(',').map((field) => [field[0], field.slice(2)]))
  const both = fields.get('r') ?? ''
  const rounds = Number(fields.get('i'))
  const sane = both.startsWith(nonce) && rounds >= 1 && rounds <= iterationsMax
  if (!sane || fields.has('m')) throw new Error('the server sent a malformed challenge')
  const withoutProof = `c=biws,r=${both}`
  const signed = utf8(`${first},${challenge},${withoutProof}`)
  const salted = await saltedPassword(password, fromBase64(fields.get('s') ?? ''), rounds)
  const clientKey = await hmac(salted, clientKeyLabel)
  const storedKey = new Uint8Array(await crypto.subtle.digest('SHA-256', clientKey))
  const signature = await hmac(storedKey, signed)
  const proof = clientKey.map((byte, at) => byte ^ signature[at]!)
  const verifier = await hmac(await hmac(salted, serverKeyLabel), signed)
  return { message: `${withoutProof},p=${toBase64(proof)}`, verifier: toBase64(verifier) }
}

async function saltedPassword(password: string, salt: Bytes, iterations: number): Promise<Bytes> {
  const secret = utf8(password.normalize('NFKC'))
  const key = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations }
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256))
}

async function hmac(secret: Bytes, text: Bytes): Promise<Bytes> {
  const how = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', secret, how, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, text))
}

type Bytes = Uint8Array<ArrayBuffer>

function utf8(text: string): Bytes {
  return new TextEncoder().encode(text)
}

function toBase64(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes))
}

function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
}
