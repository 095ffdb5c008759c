/** All commands to the bouncer, and how one is found and run. */
import { channelCommands } from './channel-commands.ts'
import type { Asking, ServiceCommand } from './command.ts'
import { deviceCommands } from './device-commands.ts'
import { historyCommands } from './history-commands.ts'
import { loginCommands } from './login-commands.ts'
import { networkCommands } from './network-commands.ts'
import { peopleCommands } from './people-commands.ts'
import { pushCommands } from './push-commands.ts'
import { searchCommands } from './search-commands.ts'
import { sorted, split } from './words.ts'

const help: ServiceCommand = {
  name: 'help',
  params: '[command]',
  help: 'what there is',
  run: ({ isAdmin }, { plain }) => {
    const wanted = plain.join(' ').toLowerCase()
    const shown = table.filter(({ name, admin }) => name.startsWith(wanted) && (isAdmin || !admin))
    if (shown.length === 0) return [`There is no command ${wanted}`]
    const usage = ({ name, params }: ServiceCommand) => `${name} ${params}`.trim()
    if (shown.length === 1) return [usage(shown[0]!), shown[0]!.help]
    return shown.map((one) => `${usage(one)} - ${one.help.split('. ')[0]}`)
  },
}

export const table: readonly ServiceCommand[] = [
  help,
  ...networkCommands,
  ...channelCommands,
  ...deviceCommands,
  ...pushCommands,
  ...loginCommands,
  ...searchCommands,
  ...historyCommands,
  ...peopleCommands,
]

/** Runs what somebody typed. @returns lines to show; never rejects for what was typed. */
export async function runText(asking: Asking, text: string): Promise<string[]> {
  return runWords(asking, split(text))
}

export async function runWords(asking: Asking, words: string[]): Promise<string[]> {
  const found = find(words, asking.isAdmin)
  if (!found) {
    const said = words.slice(0, 2).join(' ')
    return [said ? `There is no command ${said}: try "help"` : 'Try "help"']
  }
  const { command, rest } = found
  const min = command.min ?? 0
  if (rest.length < min) return [`Usage: ${command.name} ${command.params}`]
  return command.run(asking, sorted(rest, min))
}

/** The longest name that fits: `network list` before `network`. */
function find(words: string[], isAdmin: boolean) {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ').toLowerCase()
    const command = table.find((one) => one.name === name && (isAdmin || !one.admin))
    if (command && words.length >= length) return { command, rest: words.slice(length) }
  }
  return undefined
}
