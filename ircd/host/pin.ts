/**
 * Pins: who a certificate's owner is, told in advance. Either the SHA-256 of the whole certificate in
 * hexadecimal, colons allowed; or `spki:` and that of its public key, which stays the same when the
 * certificate is renewed with its key.
 */
import { createHash, type X509Certificate } from 'node:crypto'

const keyWord = 'spki:'

/** In the one form in which pins are compared; undefined where it is none. */
export function readPin(text: string): string | undefined {
  const small = text.toLowerCase().replace(/^spki:sha2-256:/, keyWord)
  const word = small.startsWith(keyWord) ? keyWord : ''
  const digits = small.slice(word.length).replaceAll(':', '')
  return /^[0-9a-f]{64}$/.test(digits) ? word + digits : undefined
}

/** The pin of a certificate's public key. */
export function keyPinOf(certificate: X509Certificate): string {
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' })
  return keyWord + createHash('sha256').update(key).digest('hex')
}

/** Of a certificate the two pins that would fit it. */
export function pinsOf(certificate: X509Certificate | undefined): string[] {
  if (!certificate) return []
  const whole = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
  return [whole, keyPinOf(certificate)]
}
