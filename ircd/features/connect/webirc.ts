import { RPL_WHOISGATEWAY } from '#wire/numerics/operators.ts'
import { feature } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { Session } from '../../core/session.ts'

/**
 * Our web gateway tells for whom it speaks. The host name is taken only from there, so nothing
 * needs to be looked up twice.
 * https://ircv3.net/specs/extensions/webirc
 */
export default feature({
  commands: {
    WEBIRC: {
      help: '<password> <gateway> <host> <address>\nIs for gateways, which say for whom they speak.',
      from: 'anyone',
      min: 4,
      run({ session, user, server }, secret = '', gateway = '', host = '', ip = '', options = '') {
        if (!isFirst(session) || !server.ports.isHouse(secret)) {
          session.close('WEBIRC refused: wrong password, or not the first command')
          return
        }
        gateways.set(user, gateway)
        user.ip = ip.startsWith(':') ? `0${ip}` : ip
        user.host = isHost(host) ? host : user.ip
        const words = options.split(' ')
        user.secure = words.includes('secure')
        const fingerprint = user.secure ? fingerprintOf(words) : undefined
        session.caller = { ip: session.caller.ip, secure: session.caller.secure, fingerprint }
        server.meet(session)
      },
    },
  },
  whois(ask, user) {
    const gateway = ask.can('see') ? gatewayOf(user) : undefined
    const { nick, host, realHost, ip } = user
    return gateway === undefined ? [] : [RPL_WHOISGATEWAY(nick, realHost || host, ip, gateway)]
  },
})

const gateways = new WeakMap<User, string>()

/** The name of the gateway through which somebody came. */
export function gatewayOf(user: User): string | undefined {
  return gateways.get(user)
}

/** Whoever has negotiated, or told a name, has been believed to be somebody else already. */
function isFirst({ registered, holds, password, user }: Session): boolean {
  return !registered && !holds.size && password === undefined && !user.nick && !user.username
}

/** The gateway's own certificate, if it shows one, is not that of the person. */
function fingerprintOf(words: string[]): string | undefined {
  const option = 'certfp-sha-256='
  const digits = words.find((word) => word.startsWith(option))?.slice(option.length)
  const fingerprint = digits?.replaceAll(':', '').toLowerCase() ?? ''
  return /^[0-9a-f]{64}$/.test(fingerprint) ? fingerprint : undefined
}

function isHost(text: string): boolean {
  return text.length <= 63 && /^[A-Za-z0-9][\w.:-]*$/.test(text)
}
