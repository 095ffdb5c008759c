/**
 * What ties a proof to the very TLS connection over which it is given, so that nobody between can
 * pass it on. Sources: https://www.rfc-editor.org/rfc/rfc9266 (tls-exporter) and
 * https://www.rfc-editor.org/rfc/rfc5929#section-4 (tls-server-end-point)
 */
import { createHash } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { ChannelBindings } from '#wire/account.ts'

const exporterLabel = 'EXPORTER-Channel-Binding'
const exporterBytes = 32

export function bindingsOf(socket: TLSSocket): ChannelBindings | undefined {
  // Before 1.3 two connections could be made to share their keys: there the certificate must do.
  const exporter = socket.getProtocol() === 'TLSv1.3'
  const endPoint = endPointHash(socket)
  const all: Record<string, () => Uint8Array> = {}
  if (exporter) {
    all['tls-exporter'] = () =>
      socket.exportKeyingMaterial(exporterBytes, exporterLabel, Buffer.alloc(0))
  }
  if (endPoint) all['tls-server-end-point'] = () => endPoint()
  return Object.keys(all).length > 0 ? all : undefined
}

/** The hash is that of the certificate's signature; one that is broken counts as SHA-256. */
function endPointHash(socket: TLSSocket): (() => Uint8Array) | undefined {
  const certificate = socket.getX509Certificate()
  const named = certificate?.signatureAlgorithm ?? ''
  const [, bits] = /(?:^|[^a-z])sha-?(1|224|256|384|512)(?![0-9])/i.exec(named) ?? []
  // Ed25519 has none of its own, and the RFC says nothing of it.
  if (!certificate || bits === undefined) return undefined
  const hash = bits === '1' ? 'sha256' : `sha${bits}`
  return () => createHash(hash).update(certificate.raw).digest()
}
