/**
 * The line that tells an IRC server who is really there, sent before anything of the browser's.
 * Source: https://ircv3.net/specs/extensions/webirc
 */
import type { Origin } from './address.ts'

/** The gateway's name, which WHOIS may show to operators. */
const gateway = 'webgate'

/** @param name the confirmed name of the address; the address itself stands in where it has none. */
export function webircLine(
  password: string,
  { ip, secure }: Pick<Origin, 'ip' | 'secure'>,
  name?: string | undefined,
): string {
  // A parameter must not begin with a colon.
  const shown = ip.startsWith(':') ? `0${ip}` : ip
  return `WEBIRC ${password} ${gateway} ${name ?? shown} ${shown}${secure ? ' :secure' : ''}`
}
