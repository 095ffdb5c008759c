import { RPL_WHOISSPECIAL } from '#wire/numerics/operators.ts'
import { ERR_NOSUCHNICK, fail } from '#wire/numerics.ts'
import { byteLength, shorten } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { kind } from '../../core/fact.ts'
import { type Command, feature } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { hostCharsMax } from '../connect/user.ts'
import { changeHost } from '../user/chghost.ts'
import { realnameChanged } from '../user/setname.ts'

type Change = (ask: Ask, user: User, text: string) => void

export const remarkBytesMax = 200
const remarks = new WeakMap<User, string>()

/** WHOIS says this of the user from now on; '' takes it back. */
export const remarked = kind<{ user: User; text: string }>({
  name: 'remark',
  event: true,
  apply: ({ user, text }) => void remarks.set(user, text),
  audience: () => [],
  lines: () => [],
})

/** What WHOIS says of the user besides; '' for nothing. */
export function remarkOf(user: User): string {
  return remarks.get(user) ?? ''
}

/** What others see of a user: operators change it, for others or for themselves. */
export default feature({
  facts: [remarked],
  whois: (_, user) => {
    const text = remarkOf(user)
    return text ? [RPL_WHOISSPECIAL(user.nick, text)] : []
  },
  commands: {
    CHGHOST: other('host', setHost),
    SETHOST: own('host', setHost),
    CHGIDENT: other('user name', setIdent),
    SETIDENT: own('user name', setIdent),
    CHGNAME: { ...other('real name', setRealname), hunts: { at: 0, user: true } },
    SWHOIS: {
      min: 1,
      needs: 'force',
      help: '<nick> [text]\nWhat WHOIS says of somebody besides; without a text nothing any more.',
      run(ask, nick = '', text = '') {
        const user = ask.net.user(nick)
        if (!user || user.service) return ask.reply(ERR_NOSUCHNICK(nick))
        tell(ask, user, text)
        ask.server.commit(remarked, { user, text: shorten(text, remarkBytesMax) }, ask.user)
      },
    },
  },
})

function other(what: string, change: Change): Command {
  return {
    min: 2,
    needs: 'force',
    help: `<nick> <${what}>\nGives somebody another ${what}.`,
    run(ask, nick = '', text = '') {
      const user = ask.net.user(nick)
      if (!user || user.service) return ask.reply(ERR_NOSUCHNICK(nick))
      change(ask, user, text)
    },
  }
}

function own(what: string, change: Change): Command {
  return {
    min: 1,
    needs: 'force',
    help: `<${what}>\nGives yourself another ${what}.`,
    run: (ask, text = '') => change(ask, ask.user, text),
  }
}

function setHost(ask: Ask, user: User, host: string): void {
  if (host.length > hostCharsMax || !/^[\w/][\w/.:-]*$/.test(host)) {
    return ask.reply(fail(ask.verb, 'INVALID_HOSTNAME', 'This host is not valid', host))
  }
  tell(ask, user, host)
  changeHost(ask.server, user, { host })
}

function setIdent(ask: Ask, user: User, username: string): void {
  if (username.length > ask.server.settings.limits.user || !/^~?[\w.-]+$/.test(username)) {
    return ask.reply(fail(ask.verb, 'INVALID_USERNAME', 'This user name is not valid', username))
  }
  tell(ask, user, username)
  changeHost(ask.server, user, { username })
}

function setRealname(ask: Ask, user: User, text: string): void {
  if (!text || byteLength(text) > ask.server.settings.limits.realname) {
    return ask.reply(fail(ask.verb, 'INVALID_REALNAME', 'This real name is not valid'))
  }
  tell(ask, user, text)
  ask.server.commit(realnameChanged, { text }, user)
}

function tell({ server, user: { oper, nick }, verb }: Ask, user: User, text: string): void {
  server.ports.tell('host changed', { nick: user.mask, by: oper?.name ?? nick, what: verb, text })
}
