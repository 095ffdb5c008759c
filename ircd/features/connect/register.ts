import { messageFrom } from '#wire/message.ts'
import { passwordBytesMax } from '#wire/names.ts'
import { fail } from '#wire/numerics.ts'
import { byteLength } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import { logIn } from './login.ts'

/**
 * Making an account from any client. The account's name is the nick: one name, one person.
 * https://ircv3.net/specs/extensions/account-registration
 */
export default feature({
  cap: 'draft/account-registration',
  capValue: () => 'before-connect',
  capOffered: ({ settings, troubled }) => settings.registration && !troubled,
  commands: {
    REGISTER: {
      help: '<account or *> <email or *> <password>\nMakes an account of your nick.',
      from: 'anyone',
      async run(ask, account = '', email = '', password = '') {
        const refusal = refuse(ask, account, password)
        if (refusal) return ask.reply(refusal)
        const name = account === '*' ? ask.user.nick : account
        const { accounts, tell } = ask.server.ports
        const made = await accounts.register(name, password, email === '*' ? undefined : email)
        if (!made) {
          return ask.reply(fail('REGISTER', 'ACCOUNT_EXISTS', 'This account exists already', name))
        }
        tell('account registered', { account: name, ip: ask.user.ip })
        ask.say(messageFrom(ask.net.me.name, 'REGISTER', 'SUCCESS', name, 'Welcome'))
        logIn(ask, name)
      },
    },
  },
})

function refuse(ask: Ask, account: string, password: string) {
  const { user, server, net } = ask
  const name = account === '*' ? user.nick : account
  const no = (code: string, text: string) => fail('REGISTER', code, text, account || '*')
  if (!account || !password) return fail('REGISTER', 'INVALID_PARAMS', 'Not enough parameters')
  if (!server.settings.registration) {
    return no('TEMPORARILY_UNAVAILABLE', 'Accounts are made by the operators of this network')
  }
  if (server.troubled) return no('TEMPORARILY_UNAVAILABLE', 'Nothing can be kept just now')
  if (user.account) return no('ALREADY_AUTHENTICATED', 'You are logged in already')
  if (!user.nick) return no('NEED_NICK', 'Choose a nickname first')
  if (net.fold(name) !== net.fold(user.nick)) {
    return no('ACCOUNT_NAME_MUST_BE_NICK', 'The account must be named as your nickname')
  }
  const holder = net.user(name)
  if (holder && holder !== user) return no('ACCOUNT_EXISTS', 'Somebody uses this name')
  if ([...password].length < server.settings.passwordCharsMin) {
    const least = server.settings.passwordCharsMin
    return no('WEAK_PASSWORD', `A password has at least ${least} characters`)
  }
  if (byteLength(password) > passwordBytesMax) {
    return no('UNACCEPTABLE_PASSWORD', `A password has at most ${passwordBytesMax} bytes`)
  }
  return undefined
}
