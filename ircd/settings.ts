/** From the words of the configuration to those of the core. */
import type { Config } from '#host/config.ts'
import { version } from '#host/version.ts'
import type { Settings } from './core/ports.ts'
import { protectionOf } from './protection.ts'

export function settingsOf(config: Config): Settings {
  const { network, server, ircd, limits } = config
  return {
    ...protectionOf(config),
    network: network.name,
    icon: network.icon,
    server: server.name,
    sid: server.sid,
    version,
    casemapping: network.casemapping,
    motd: ircd.motd,
    registration: ircd.registration,
    passwordCharsMin: ircd.password_chars_min,
    pingMs: ircd.ping,
    registrationMs: ircd.registration_timeout,
    listWaitMs: ircd.list_wait,
    sts: ircd.sts.port
      ? { port: ircd.sts.port, durationMs: ircd.sts.duration, preload: ircd.sts.preload }
      : undefined,
    pingCookie: ircd.ping_cookie,
    retention: ircd.history.channels.map(({ name, keep }) => ({ name, keepMs: keep })),
    keepMs: ircd.history.keep,
    messages: {
      multilineBytes: ircd.messages.multiline_size,
      multilineLines: ircd.messages.multiline_lines,
      tagsDenied: ircd.messages.client_tags_denied,
      redactMs: ircd.messages.redact_within,
      relaySeparators: ircd.messages.relay_separators,
    },
    services: servicesOf(config),
    limits,
  }
}

function servicesOf({ services }: Config): Settings['services'] {
  const { channels_expire: channelsExpireMs, ...rest } = services
  return { ...rest, channelsExpireMs }
}
