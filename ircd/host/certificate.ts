/**
 * The certificate that `tls:` listeners show: the configured one, or one that signs itself, made on
 * the first start and kept, so that whoever pinned it or clicked it away once is not asked again.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { generate } from 'selfsigned'

const days = 24 * 60 * 60 * 1000
const validMs = 3650 * days

export interface Certificate {
  /** PEM, with the chain where there is one. */
  cert: string
  /** PEM. */
  key: string
  /** SHA-256 of the certificate, 64 hexadecimal digits. */
  fingerprint: string
}

export interface CertificatePaths {
  cert: string
  key: string
}

/** Where the certificate that we make ourselves is kept. */
export function ownCertificate(dir: string): CertificatePaths {
  return { cert: join(dir, 'tls', 'cert.pem'), key: join(dir, 'tls', 'key.pem') }
}

/**
 * Reads our own certificate; makes it where there is none, and anew where it has expired.
 * @param dir the data directory
 * @param names what it is good for: host names and IP addresses, the first as its subject
 * @param say told in a sentence when one is made
 * @throws Error of one line when the files cannot be read or written.
 */
export async function ensureCertificate(
  dir: string,
  names: readonly string[],
  say: (text: string) => void = () => {},
): Promise<Certificate> {
  const paths = ownCertificate(dir)
  const kept = readKept(paths)
  if (kept && !expires(kept)) return kept
  if (kept) say(`the certificate ${paths.cert} has expired: a new one is made`)
  else say(`a self-signed certificate is made: ${paths.cert}`)
  await make(paths, names.length > 0 ? names : ['localhost'])
  return readCertificate(paths)
}

/**
 * Reads a certificate and its key.
 * @throws Error of one line: which file, and what is wrong with it.
 */
export function readCertificate(paths: CertificatePaths): Certificate {
  const cert = readText(paths.cert)
  const key = readText(paths.key)
  const x509 = attempt(() => new X509Certificate(cert), `${paths.cert} is not a PEM certificate`)
  const secret = attempt(() => createPrivateKey(key), `${paths.key} is not a PEM private key`)
  if (!x509.checkPrivateKey(secret)) {
    throw new Error(`${paths.key} is not the key of ${paths.cert}`, { cause: 'mismatch' })
  }
  return { cert, key, fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase() }
}

function readKept(paths: CertificatePaths): Certificate | undefined {
  try {
    return readCertificate(paths)
  } catch (error) {
    // A start that was cut short has left a key without its certificate, or with an older one.
    const { cause } = error as Error
    if (cause === 'ENOENT' || cause === 'mismatch') return undefined
    throw error
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(`cannot read ${path}: ${message}`, { cause: code })
  }
}

function attempt<T>(work: () => T, complaint: string): T {
  try {
    return work()
  } catch {
    throw new Error(complaint)
  }
}

/** One more day is needed: a server that starts today should not stop being believed tonight. */
function expires({ cert }: Certificate): boolean {
  return Date.parse(new X509Certificate(cert).validTo) < Date.now() + days
}

async function make(paths: CertificatePaths, names: readonly string[]): Promise<void> {
  const altNames = names.map((name) =>
    isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
  )
  const pems = await generate([{ name: 'commonName', value: names[0]! }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - days),
    notAfterDate: new Date(Date.now() + validMs),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  })
  await mkdir(join(paths.cert, '..'), { recursive: true, mode: 0o700 })
  await write(paths.key, pems.private, 0o600)
  await write(paths.cert, pems.cert, 0o644)
}

async function write(path: string, text: string, mode: number): Promise<void> {
  const file = await open(`${path}.new`, 'w', mode)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}
