/** `sasl …` and `certfp …`: how one logs in on other networks. */
import { X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'
import type { SaslRecord, UpstreamRecord } from '#store/store.ts'
import { enableNetwork } from '../networks.ts'
import type { Seat } from '../seat.ts'
import { type Asking, type ServiceCommand, seatOf, type Words } from './command.ts'

const validMs = 10 * 365 * 86_400_000

export const loginCommands: ServiceCommand[] = [
  {
    name: 'sasl set-plain',
    params: '<account> <password> [network=…]',
    help: 'log in with a password',
    min: 2,
    secret: 'Password',
    run: (asking, words) => setSasl(asking, words, 'PLAIN'),
  },
  {
    name: 'sasl set-scram',
    params: '<account> <password> [network=…]',
    help: 'log in with a password that is not sent (SCRAM-SHA-256)',
    min: 2,
    secret: 'Password',
    run: (asking, words) => setSasl(asking, words, 'SCRAM-SHA-256'),
  },
  {
    name: 'sasl set-external',
    params: '[account] [network=…]',
    help: 'log in with the certificate of "certfp generate"',
    run: (asking, words) => setSasl(asking, words, 'EXTERNAL'),
  },
  {
    name: 'sasl reset',
    params: '[network=…]',
    help: 'do not log in',
    run: (asking, words) =>
      onForeign(asking, words, (upstream) => {
        upstream.sasl = undefined
        return ['No login from now on']
      }),
  },
  {
    name: 'certfp generate',
    params: '[network=…]',
    help: 'make a certificate for the network; the old one is lost',
    run: (asking, words) => onForeign(asking, words, makeCertificate),
  },
  {
    name: 'certfp show',
    params: '[network=…]',
    help: 'the fingerprints of the certificate',
    run: (asking, words) => {
      const seat = seatOf(asking, words)
      if (typeof seat === 'string') return [seat]
      const cert = seat.record.upstream?.certificate?.cert
      return cert ? fingerprints(cert) : ['There is no certificate: see "certfp generate"']
    },
  },
]

/** Changes how one logs in, and connects anew to do so. */
async function onForeign(
  asking: Asking,
  words: Words,
  change: (upstream: UpstreamRecord, seat: Seat) => string[] | Promise<string[]>,
): Promise<string[]> {
  const seat = seatOf(asking, words)
  if (typeof seat === 'string') return [seat]
  const { upstream } = seat.record
  if (!upstream) return ['On the home network your account is your login']
  const lines = await change(upstream, seat)
  seat.changed()
  if (upstream.enabled) await enableNetwork(seat, true)
  return lines
}

function setSasl(
  asking: Asking,
  words: Words,
  mechanism: SaslRecord['mechanism'],
): Promise<string[]> {
  const [user = '', password = ''] = words.plain
  return onForeign(asking, words, (upstream) => {
    upstream.sasl = { mechanism, user, password }
    return [`Logging in with SASL ${mechanism}`]
  })
}

async function makeCertificate(upstream: UpstreamRecord, seat: Seat): Promise<string[]> {
  const pems = await generate([{ name: 'commonName', value: seat.record.nick }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 86_400_000),
    notAfterDate: new Date(Date.now() + validMs),
    extensions: [{ name: 'extKeyUsage', clientAuth: true }],
  })
  upstream.certificate = { cert: pems.cert, key: pems.private }
  return fingerprints(pems.cert)
}

function fingerprints(pem: string): string[] {
  const { fingerprint, fingerprint256, fingerprint512 } = new X509Certificate(pem)
  const plain = (text: string) => text.replaceAll(':', '').toLowerCase()
  return [
    `SHA-1: ${plain(fingerprint)}`,
    `SHA-256: ${plain(fingerprint256)}`,
    `SHA-512: ${plain(fingerprint512)}`,
  ]
}
