/**
 * The windows in which one talks to the bouncer: BouncerServ, and ZNC's *status for those whose
 * fingers know it.
 */
import { messageFrom } from '#wire/message.ts'
import { pack } from '#wire/text.ts'
import { runText } from '../service/table.ts'
import type { Caller } from './caller.ts'

const lineBytes = 400

export function isService(target: string): boolean {
  return /^(bouncerserv|\*status)$/i.test(target)
}

/** Answers a command, to this connection only. */
export async function serve(caller: Caller, target: string, text: string): Promise<void> {
  const isZnc = target.startsWith('*')
  const source = isZnc ? `${target}!znc@znc.in` : `BouncerServ!service@${caller.server}`
  const lines = await answered(caller, isZnc ? translated(text) : text)
  for (const line of lines.flatMap((one) => pack(one.split(' '), lineBytes))) {
    caller.reply(messageFrom(source, 'PRIVMSG', caller.nick, line))
  }
}

async function answered(caller: Caller, text: string | string[]): Promise<string[]> {
  if (typeof text !== 'string') return text
  const { user, seat, device } = caller
  const asking = { user, seat, device, isAdmin: false, people: async () => [user] }
  try {
    return await runText(asking, text)
  } catch (error) {
    user.setting.log.error({ err: error }, 'a command to the bouncer failed')
    return ['This did not work: the operator finds the reason in the log']
  }
}

/** ZNC's commands in our words; a list where the answer is ready. */
function translated(text: string): string | string[] {
  const [verb = '', ...rest] = text.trim().split(/\s+/)
  const more = rest.map((word) => ` ${word}`).join('')
  switch (verb.toLowerCase()) {
    case 'listnetworks':
      return 'network list'
    case 'listchans':
      return rest.length > 0 ? `channel status network=${rest.at(-1)}` : 'channel status'
    case 'listclients':
      return 'device list'
    case 'jump':
    case 'connect':
      return 'network connect'
    case 'jumpnetwork':
      return ['Here each connection has one network: sign in as account/network']
    case 'disconnect':
      return 'network disconnect'
    case 'addnetwork':
      return `network add${more}`
    case 'delnetwork':
      return `network remove${more}`
    case 'detach':
    case 'attach':
      return `channel ${verb.toLowerCase()}${more}`
    case 'clearbuffer':
    case 'clearallbuffers':
      return ['Nothing is cleared: each device has its own place, and nothing comes twice']
    case 'help':
    case '':
      return zncHelp
    default:
      return text
  }
}

const zncHelp = [
  'ListNetworks, ListChans [network], ListClients, AddNetwork <name> host=…, DelNetwork <name>,',
  'Connect, Disconnect, Jump, Detach <channel>, Attach <channel>, ClearBuffer, and all commands of',
  'BouncerServ: say "help network", "help channel", "help device", "help sasl", "help certfp".',
]
