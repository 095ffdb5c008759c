/**
 * One push: encrypted for its subscriber, signed, and handed to the push service.
 *
 * The address comes from a client, so the service may be anywhere: https alone, no redirect is
 * followed, and the name is resolved here, where what is private is refused (`Reach`); what was
 * resolved is what is dialled.
 * Source: https://www.rfc-editor.org/rfc/rfc8030, rfc8291 (encryption)
 */
import { request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { PushTerms } from './terms.ts'

/** Where one browser, or one app, is reached. Base64url. */
export interface Endpoint {
  endpoint: string
  /** Its key for an agreement: an uncompressed point of P-256. */
  p256dh: string
  /** 16 bytes that it shares with us. */
  auth: string
}

/** What became of a push. `retryMs`: the service wishes to be left alone for so long. */
export type Posted =
  | { is: 'taken' }
  | { is: 'gone' }
  | { is: 'refused'; why: string }
  | { is: 'failed'; why: string; retryMs?: number | undefined }

/** Bytes that the smallest record that services must take has room for. */
export const payloadBytesMax = 3_993

const answerMs = 20_000
const retryMsMax = 3_600_000

/** How long a service keeps a message for a device that is off. */
const keepSeconds = 86_400

/** @param payload at most `payloadBytesMax` bytes of UTF-8. Never rejects. */
export async function post(to: Endpoint, payload: string, terms: PushTerms): Promise<Posted> {
  try {
    const url = new URL(to.endpoint)
    const addresses = await terms.reach.addresses(url.hostname.replace(/^\[|\]$/g, ''))
    const { headers, body } = await sealed(to, payload, terms)
    return await sent(url, { headers, body, addresses })
  } catch (error) {
    return { is: 'failed', why: (error as Error).message }
  }
}

/** The library is loaded with the first push: most houses start without one. */
async function sealed({ endpoint, p256dh, auth }: Endpoint, payload: string, terms: PushTerms) {
  const { default: library } = await import('web-push')
  const vapidDetails = { subject: terms.contact, ...terms.keys }
  return library.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
    vapidDetails,
    TTL: keepSeconds,
    urgency: 'high',
    contentEncoding: 'aes128gcm',
  })
}

interface Parcel {
  headers: Record<string, string | number>
  body: Buffer | null
  addresses: string[]
}

function sent(url: URL, { headers, body, addresses }: Parcel): Promise<Posted> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(answerMs)
    const options = { method: 'POST', headers, signal, agent: false as const }
    const asking = request(url, { ...options, lookup: only(addresses) }, (response) => {
      resolve(judged(response.statusCode ?? 0, response.headers['retry-after']))
      // What it has to say beside that may have no end.
      response.destroy()
    })
    asking.on('error', (error) => resolve({ is: 'failed', why: error.message }))
    asking.end(body)
  })
}

function judged(status: number, retryAfter: string | undefined): Posted {
  if (status >= 200 && status < 300) return { is: 'taken' }
  if (status === 404 || status === 410) return { is: 'gone' }
  const why = `the push service answered ${status}`
  if (status !== 429 && status < 500) return { is: 'refused', why }
  const seconds = Number(retryAfter)
  const asked = seconds > 0 ? Math.min(seconds * 1000, retryMsMax) : undefined
  return { is: 'failed', why, retryMs: asked }
}

/** A resolver that knows these and nothing else. */
function only(addresses: string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, { all }, done) => {
    if (all) done(null, found)
    else done(null, found[0]!.address, found[0]!.family)
  }
}
