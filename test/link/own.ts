/** Servers of ours for tests of links: who may link with whom, and waiting until they have. */
import { type LocalNetwork, type Settings, startNetwork } from '../network.ts'
import { until } from '../until.ts'
import type { Someone } from './someone.ts'

export interface LinkOptions {
  name: string
  /** Where it is dialled again and again; absent where it dials us. */
  port?: number | undefined
  [key: string]: unknown
}

/** A `[[link]]` whose passwords are `linkpass` both ways. */
export function linkTo({ name, port, ...more }: LinkOptions): object {
  const dialled = port ? { address: `tcp:127.0.0.1:${port}`, autoconnect: true } : {}
  return { name, send_password: 'linkpass', accept_password: 'linkpass', ...dialled, ...more }
}

export interface OwnOptions {
  name?: string
  sid?: string
  links: LinkOptions[]
  settings?: Settings | undefined
}

/** A server whose clients may say as much as they like. */
export function ownSettings({
  name = 'irc.test',
  sid = '1CA',
  links,
  settings,
}: OwnOptions): Settings {
  const { ircd, ...rest } = settings ?? {}
  return {
    server: { name, sid },
    ircd: {
      pace: { enabled: false },
      throttle: { nick_changes: 'off', new_targets: 'off' },
      connections: { per_address: 0, unknown_per_address: 0 },
      listen: ['tcp:127.0.0.1:0', 'tls:127.0.0.1:0'],
      ...ircd,
    },
    ...rest,
    link: links.map(linkTo),
  }
}

export async function startOwn(options: OwnOptions): Promise<LocalNetwork> {
  return startNetwork({ settings: ownSettings(options) })
}

/** What the log says of links, for a failure's message. */
export function linkLog({ log }: LocalNetwork): string {
  const told = log.filter(({ msg, level }) => /link|split|defect/.test(msg) || level === 'error')
  return told.map((line) => JSON.stringify(line)).join('\n')
}

/** Settles when the log has told of it, more than `before` times. */
export async function tells(network: LocalNetwork, event: string, before = 0): Promise<void> {
  await until(
    () => `${event} in:\n${linkLog(network)}`,
    () => network.log.filter(({ msg }) => msg === event).length > before,
  )
}

/** Settles when somebody on one server knows of somebody on another. */
export async function sees(someone: Someone, nick: string): Promise<void> {
  await until(
    () => `${someone.nick} to see ${nick}`,
    async () => (await someone.asks(`WHOIS ${nick}`)).some((line) => / 311 /.test(line)),
  )
}
