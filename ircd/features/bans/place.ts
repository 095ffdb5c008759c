import { RPL_WHOISASN, RPL_WHOISCOUNTRY } from '#wire/numerics/operators.ts'
import { feature } from '../../core/feature.ts'
import type { Place } from '../../core/ports.ts'
import type { Server } from '../../core/server.ts'

/**
 * `~country:XX`, `~asn:64496`: who comes from there, as far as the operator's file knows; for the
 * bans of channels and of the network. Operators see it in WHOIS.
 * https://www.unrealircd.org/docs/Extended_bans
 */
export default feature({
  extbans: {
    country: {
      letter: 'G',
      volatile: true,
      read: (text) => (/^[a-z]{2}$/i.test(text) ? text.toUpperCase() : undefined),
      matches: (country, { ip }, _, server) => placeOf(server, ip)?.country === country,
    },
    asn: {
      letter: 'A',
      volatile: true,
      read: (text) => /^(?:AS)?([1-9]\d{0,9})$/i.exec(text)?.[1],
      matches: (asn, { ip }, _, server) => placeOf(server, ip)?.asn === Number(asn),
    },
  },
  whois(ask, { nick, ip }) {
    const place = ask.can('see') ? placeOf(ask.server, ip) : undefined
    if (!place) return []
    const { country, asn, holder } = place
    const said = []
    if (country) said.push(RPL_WHOISCOUNTRY(nick, country))
    if (asn) said.push(RPL_WHOISASN(nick, asn, holder))
    return said
  },
})

function placeOf({ ports }: Server, ip: string): Place | undefined {
  return ip ? ports.place(ip) : undefined
}
