/**
 * Headers of every answer. The page loads nothing from elsewhere, runs no inline code and can make
 * no HTML out of text: `require-trusted-types-for` forbids it in the browser itself. The one policy
 * passes the name of the service worker's script and nothing else (`client/ui/installation.ts`).
 */
import type { ServerResponse } from 'node:http'

/**
 * @param host as the browser asked for it. COMPAT: for browsers in whose opinion 'self' does not
 *   cover `ws:` and `wss:` of the same host, it is named; anything unusual in it is left out.
 * @param embeds origins whose pages may show ours inside of them, beside our own.
 */
export function setSecurityHeaders(
  response: ServerResponse,
  host: string,
  embeds: readonly string[],
): void {
  const sockets = /^[\w.-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/i.test(host)
    ? ` ws://${host} wss://${host}`
    : ''
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
      `form-action 'none'; frame-ancestors ${["'self'", ...embeds].join(' ')}; ` +
      `connect-src 'self'${sockets}; ` +
      "manifest-src 'self'; worker-src 'self'; " +
      "require-trusted-types-for 'script'; trusted-types causerie-worker",
  )
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=()')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
}
