/**
 * Secrets that we must be able to say again (a password on another network), kept so that a copy
 * of the store alone does not tell them: AES-256-GCM, under a key of the house's secret.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const mark = 'sealed:1:'
const ivBytes = 12
const tagBytes = 16

export class Sealer {
  readonly #key: Buffer

  /** @param secret the house's */
  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'causerie upstream secrets', 32))
  }

  /** @param place what the secret belongs to: sealed text opens nowhere else. '' stays ''. */
  seal(text: string, place: string): string {
    if (text === '' || isSealed(text)) return text
    const iv = randomBytes(ivBytes)
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(place))
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return mark + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
  }

  /** @returns the text; what was never sealed as it is; nothing where the secret is another one. */
  open(text: string, place: string): string | undefined {
    if (!isSealed(text)) return text
    const bytes = Buffer.from(text.slice(mark.length), 'base64url')
    try {
      const iv = bytes.subarray(0, ivBytes)
      const cipher = createDecipheriv('aes-256-gcm', this.#key, iv, { authTagLength: tagBytes })
      cipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
      const body = bytes.subarray(ivBytes + tagBytes)
      return Buffer.concat([cipher.update(body), cipher.final()]).toString('utf8')
    } catch {
      return undefined
    }
  }
}

export function isSealed(text: string): boolean {
  return text.startsWith(mark)
}
