import { service } from '../services/service.ts'
import { autoKickCommands } from './auto-kicks.ts'
import { crowdCommands } from './crowd-commands.ts'
import { flagCommands } from './flag-commands.ts'
import { infoCommands } from './info-commands.ts'
import { petitionCommands } from './petitions.ts'
import { recoverCommands } from './recover-commands.ts'
import { registerCommands } from './register-commands.ts'
import { registrationChanged } from './registration.ts'
import { setCommands } from './set-commands.ts'
import { staffCommands } from './staff-commands.ts'
import { statusCommands } from './status-commands.ts'
import { topicCommands } from './topic-commands.ts'

/** ChanServ: see the tables that it puts together, a file for each family of its commands. */
export default service(
  {
    nick: 'ChanServ',
    verbs: ['CHANSERV', 'CS'],
    about: 'ChanServ keeps channels for those who registered them.',
    example: "flags '#tea' bob +o",
    commands: {
      ...registerCommands,
      ...infoCommands,
      ...flagCommands,
      ...statusCommands,
      ...crowdCommands,
      ...autoKickCommands,
      ...recoverCommands,
      ...topicCommands,
      ...setCommands,
      ...petitionCommands,
      ...staffCommands,
    },
  },
  { facts: [registrationChanged] },
)
