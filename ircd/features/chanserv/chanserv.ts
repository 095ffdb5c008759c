import { service } from '../services/service.ts'
import { infoCommands } from './info-commands.ts'
import { registerCommands } from './register-commands.ts'
import { registrationChanged } from './registration.ts'

/** ChanServ: see the tables that it puts together, a file for each family of its commands. */
export default service(
  {
    nick: 'ChanServ',
    verbs: ['CHANSERV', 'CS'],
    about: 'ChanServ keeps channels for those who registered them.',
    commands: { ...registerCommands, ...infoCommands },
  },
  { facts: [registrationChanged] },
)
