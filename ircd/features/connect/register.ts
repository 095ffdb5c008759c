import type { AccountRefusal } from '#wire/account.ts'
import { messageFrom } from '#wire/message.ts'
import { fail } from '#wire/numerics.ts'
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
        const name = account === '*' ? ask.user.nick : account
        const { accounts, tell } = ask.server.ports
        const refusal =
          refuse(ask, account, password) ??
          refusedBy(
            await accounts.register(name, password, email === '*' ? undefined : email),
            account,
          )
        if (refusal) return ask.reply(refusal)
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
  return undefined
}

function refusedBy(refusal: AccountRefusal | undefined, account: string) {
  return refusal && fail('REGISTER', refusal.code, refusal.text, account)
}
