/** How houses of one process reach each other: where one dials `inproc:`, the other listens. */
import { type Address, formatAddress } from '#host/address.ts'
import type { Config } from '#host/config.ts'
import type { House } from '#host/house.ts'

/**
 * @param names the houses of this process
 * @returns the configuration with the `inproc:` listeners that these houses need.
 * @throws Error of one line when a house would dial an IRC server in this process and none is.
 */
export function interconnect(
  config: Config,
  names: readonly House['name'][],
  warn: (text: string) => void,
): Config {
  const { ircd, bouncer, webgate } = config
  const has = (name: House['name']) => names.includes(name)
  const toIrcd: Address[] = []
  if (has('bouncer')) toIrcd.push(bouncer.upstream)
  if (has('webgate')) toIrcd.push(webgate.upstream)
  const toBouncer = has('webgate') ? [webgate.bouncer_upstream] : []
  for (const [house, key] of [
    ['bouncer', bouncer],
    ['webgate', webgate],
  ] as const) {
    if (has(house) && key.upstream.kind === 'inproc' && !has('ircd')) {
      throw new Error(`${house}.upstream is ${elsewhere(key.upstream, 'ircd', '6667')}`)
    }
  }
  for (const address of has('bouncer') ? [] : toBouncer) {
    if (address.kind === 'inproc') {
      warn(`webgate.bouncer_upstream is ${elsewhere(address, 'bouncer', '6668')}`)
    }
  }
  return {
    ...config,
    ircd: { ...ircd, listen: withInproc(ircd.listen, toIrcd) },
    bouncer: { ...bouncer, listen: withInproc(bouncer.listen, toBouncer) },
  }
}

function elsewhere(address: Address, house: string, port: string): string {
  return (
    `${formatAddress(address)}, and this process has no ${house}: ` +
    `write where it listens, as "tcp:127.0.0.1:${port}"`
  )
}

function withInproc(listen: Address[], dialled: Address[]): Address[] {
  const all = new Map(listen.map((address) => [formatAddress(address), address]))
  for (const address of dialled) {
    if (address.kind === 'inproc') all.set(formatAddress(address), address)
  }
  return [...all.values()]
}
