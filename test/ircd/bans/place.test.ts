/** https://www.unrealircd.org/docs/Extended_bans: ~country and ~asn */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'
import { comes } from '../../protected.ts'

const places = {
  '198.51.100.7': { country: 'XA', asn: 64_496, holder: 'TEA-GARDEN' },
  '198.51.100.8': { country: 'XB', asn: 64_497, holder: '' },
}
const options = { places, settings: { opers: [oper('boss')] } }

test('who comes from a country, or from a network, is known by it', () =>
  play(
    `
  alice +
  alice > JOIN #tea
  alice > MODE #tea +b ~country:xa
  alice <… …+b ~country:XA
  alice > MODE #tea +b ~asn:AS64497
  alice < …+b ~asn:64497
  ${comes('bob')}
  bob   <…
  bob   > JOIN #tea
  bob   < :irc.test 474 bob #tea :…
  ${comes('carol', '198.51.100.8')}
  carol <…
  carol > JOIN #tea
  carol < :irc.test 474 carol #tea :…
  alice > MODE #tea -b ~asn:64497
  carol > JOIN #tea
  carol < :carol!~carol@198.51.100.8 JOIN #tea
  alice > MODE #tea +b ~country:Atlantis
  alice <… :irc.test 696 alice #tea b ~country:Atlantis :This cannot be a mask
  alice > MODE #tea +b ~asn:0
  alice < :irc.test 696 alice #tea b ~asn:0 :This cannot be a mask
`,
    options,
  ))

test('bans of the network know them too, and operators see them', () =>
  play(
    `
  boss  +
  ${rises('boss')}
  ${comes('bob')}
  bob   <…
  ${comes('carol', '198.51.100.8')}
  boss > WHOIS bob
  boss <… :irc.test 344 boss bob XA :is connecting from XA
  boss < :irc.test 569 boss bob 64496 :is connecting from AS64496 [TEA-GARDEN]
  boss <…
  boss > WHOIS carol
  boss <… :irc.test 569 boss carol 64497 :is connecting from AS64497
  bob  > WHOIS carol
  bob  <> XB
  boss > GLINE ~country:XA 1d :no tea here
  bob  <… ERROR …
`,
    options,
  ))
