/**
 * Asks the provider of a CAPTCHA whether what a page sends is the answer to one.
 * Sources: https://docs.hcaptcha.com/#verify-the-user-response-server-side
 * https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 * https://developers.google.com/recaptcha/docs/verify
 */
import type { Log } from '#host/log.ts'

/** `trouble`: the provider could not be asked, or does not know us. */
export type Verdict = 'passed' | 'refused' | 'trouble'

/** @param ip of the visitor. */
export type Verify = (token: string, ip: string) => Promise<Verdict>

export interface CaptchaTerms {
  /** The provider's address for this; '' where nobody is asked for a CAPTCHA. */
  verify_url: string
  secret: string
}

const patienceMs = 10_000
const tokenCharsMax = 4096
const answerBytesMax = 16 * 1024

export function captchaOf(terms: CaptchaTerms, log: Log, waitMs = patienceMs): Verify | undefined {
  if (!terms.verify_url) return undefined
  return async (token, ip) => {
    if (token === '' || token.length > tokenCharsMax) return 'refused'
    try {
      return judge(await ask(terms, token, ip, waitMs))
    } catch (error) {
      log.warn({ error: (error as Error).message }, 'the CAPTCHA could not be checked')
      return 'trouble'
    }
  }
}

interface Answer {
  success?: unknown
  'error-codes'?: unknown
}

async function ask(
  { verify_url, secret }: CaptchaTerms,
  token: string,
  ip: string,
  waitMs: number,
): Promise<Answer> {
  const answer = await fetch(verify_url, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(waitMs),
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ secret, response: token, ...(ip ? { remoteip: ip } : {}) }),
  })
  if (!answer.ok) {
    await answer.body?.cancel()
    throw new Error(`the provider answers ${answer.status}`)
  }
  return JSON.parse(await textOf(answer)) ?? {}
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > answerBytesMax) throw new Error('the provider answers without end')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** A wrong secret is our mistake, not the visitor's. */
function judge(answer: Answer): Verdict {
  if (answer.success === true) return 'passed'
  const codes = Array.isArray(answer['error-codes']) ? answer['error-codes'] : []
  const ours = codes.find((code) => /^(?:missing|invalid)-input-secret$/.test(code))
  if (ours) throw new Error(`the provider answers ${ours}`)
  return 'refused'
}
