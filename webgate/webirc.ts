/**
 * The line that tells the IRC server who is really there, sent before anything of the browser's.
 * Source: https://ircv3.net/specs/extensions/webirc
 */
import type { Origin } from './address.ts'

/** The gateway's name, which WHOIS may show to operators. */
const gateway = 'webgate'

/** The host is the address itself: a name would have to be looked up, and nobody waits for that. */
export function webircLine(secret: string, { ip, secure }: Origin): string {
  // A parameter must not begin with a colon.
  const shown = ip.startsWith(':') ? `0${ip}` : ip
  return `WEBIRC ${secret} ${gateway} ${shown} ${shown}${secure ? ' :secure' : ''}`
}
