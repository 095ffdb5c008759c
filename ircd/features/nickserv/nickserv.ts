import { service } from '../services/service.ts'
import { authorityCommands } from './authority-commands.ts'
import { autojoinCommands } from './autojoin.ts'
import { infoCommands } from './info-commands.ts'
import { loginCommands } from './login-commands.ts'
import { nickCommands } from './nick-commands.ts'
import { ownerCommands } from './owner-commands.ts'
import { renamingCommands } from './renaming.ts'
import { staffCommands } from './staff-commands.ts'

/** NickServ: see the tables that it puts together, a file for each family of its commands. */
export default service({
  nick: 'NickServ',
  verbs: ['NICKSERV', 'NS'],
  about: 'NickServ keeps accounts, and nicks for those whose they are.',
  example: "list '*@example.org'",
  commands: {
    ...loginCommands,
    ...ownerCommands,
    ...nickCommands,
    ...autojoinCommands,
    ...infoCommands,
    ...staffCommands,
    ...renamingCommands,
    ...authorityCommands,
  },
})
