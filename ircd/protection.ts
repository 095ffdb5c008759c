/** Accounts, operators and protection, from the words of the configuration to those of the core. */
import type { Config } from '#host/config.ts'
import { parseRange } from '#wire/cidr.ts'
import type { AccountPolicy, Settings } from './core/ports.ts'
import { type Privilege, privileges } from './core/privilege.ts'
import type { OperBlock, Protection } from './core/protection.ts'

/** The class that is always there: everything is allowed. */
const admin = {
  name: 'admin',
  privileges: Object.keys(privileges) as Privilege[],
  title: 'is a network administrator',
  snomasks: 'abcdfklnorsuv',
}

export function protectionOf(
  config: Config,
): Pick<Settings, 'accounts' | 'opers' | 'admin' | 'rules' | 'protection'> {
  const { ircd } = config
  return {
    accounts: policyOf(config.accounts),
    opers: opersOf(config),
    admin: ircd.admin,
    rules: ircd.rules.trimEnd() ? ircd.rules.trimEnd().split(/\r?\n/) : [],
    protection: {
      connections: connectionsOf(ircd.connections),
      pace: {
        enabled: ircd.pace.enabled,
        burst: ircd.pace.burst,
        perSecond: ircd.pace.per_second,
      },
      cloak: ircd.cloak,
      blocklists: ircd.blocklists,
      reverseDns: ircd.reverse_dns,
      throttle: {
        connections: ircd.throttle.connections,
        nickChanges: ircd.throttle.nick_changes,
        newTargets: ircd.throttle.new_targets,
        typing: ircd.throttle.typing,
        logins: ircd.throttle.logins,
        registrations: ircd.throttle.registrations,
        opers: ircd.throttle.opers,
      },
      proofBits: ircd.strangers.work,
      strangers: {
        arrivals: ircd.strangers.arrivals,
        silentMs: ircd.strangers.silent_for,
        channels: ircd.strangers.channels,
      },
      reputation: ircd.reputation,
    },
  }
}

function policyOf(raw: Config['accounts']): AccountPolicy {
  return {
    required: raw.required,
    exempt: raw.required_exempt.map((text) => parseRange(text)!),
    secureLogins: raw.secure_logins,
    verification: raw.verification,
    emailsRefused: raw.emails_refused,
    codeMs: raw.code_valid,
    nickProtection: raw.nick_protection,
    namesFree: raw.names_free,
    graceMs: raw.nick_grace,
    nicksMax: raw.nicks,
    expireMs: raw.expire,
  }
}

function connectionsOf(raw: Config['ircd']['connections']): Protection['connections'] {
  return {
    perAddress: raw.per_address,
    unknownPerAddress: raw.unknown_per_address,
    v4Prefix: raw.v4_prefix,
    v6Prefix: raw.v6_prefix,
    perNetwork: raw.per_network,
    v4Network: raw.v4_network,
    v6Network: raw.v6_network,
    ranges: raw.ranges.map((one) => ({
      range: parseRange(one.range)!,
      perAddress: one.per_address,
    })),
    exempt: raw.exempt.map((text) => parseRange(text)!),
  }
}

function opersOf({ oper, oper_class }: Config): OperBlock[] {
  const classes = new Map([admin, ...oper_class].map((one) => [one.name, one]))
  return oper.map((one) => {
    const granted = classes.get(one.class)!
    return {
      name: one.name,
      password: one.password,
      fingerprints: one.fingerprints.map((text) => text.replaceAll(':', '').toLowerCase()),
      hosts: one.hosts,
      privileges: new Set(granted.privileges),
      title: one.title || granted.title,
      rank: granted.name,
      snomasks: one.snomasks || granted.snomasks,
      vhost: one.vhost,
      hidden: one.hidden,
      plain: one.plain,
    }
  })
}
