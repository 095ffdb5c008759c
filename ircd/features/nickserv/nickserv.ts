import { ERR_SERVICESDOWN } from '#wire/numerics/network.ts'
import type { Command } from '../../core/feature.ts'
import { userOf } from '../services/presence.ts'
import { answerClient, type Service, service } from '../services/service.ts'
import { authorityCommands } from './authority-commands.ts'
import { autojoinCommands } from './autojoin.ts'
import { infoCommands } from './info-commands.ts'
import { loginCommands } from './login-commands.ts'
import { nickCommands } from './nick-commands.ts'
import { ownerCommands } from './owner-commands.ts'
import { renamingCommands } from './renaming.ts'
import { secondFactorCommands } from './second-factor.ts'
import { staffCommands } from './staff-commands.ts'

/** COMPAT: what clients and habits of other networks say instead of NS IDENTIFY. */
const identify: Command = {
  min: 1,
  help: '[account] <password>\nLogs in; it is what NickServ knows as IDENTIFY.',
  run(ask, ...words) {
    if (!userOf(ask.server, 'NickServ')) return ask.reply(ERR_SERVICESDOWN('NickServ'))
    return answerClient(ask, 'NickServ', `IDENTIFY ${words.join(' ')}`)
  },
}

/** NickServ: see the tables that it puts together, a file for each family of its commands. */
const nickserv: Service = {
  nick: 'NickServ',
  verbs: ['NICKSERV', 'NS'],
  about: 'NickServ keeps accounts, and nicks for those whose they are.',
  example: "list '*@example.org'",
  commands: {
    ...loginCommands,
    ...ownerCommands,
    ...secondFactorCommands,
    ...nickCommands,
    ...autojoinCommands,
    ...infoCommands,
    ...staffCommands,
    ...renamingCommands,
    ...authorityCommands,
  },
}

export default service(nickserv, { commands: { IDENTIFY: identify } })
