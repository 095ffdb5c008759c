/** What a service says of itself. */
import type { Service, ServiceCommand } from './service.ts'
import type { Turn } from './turn.ts'

/** The commands that the asker may use, each with what it does. */
export function index({ nick, about, commands }: Service, turn: Turn): string[] {
  const shown = Object.entries(commands)
    .filter(([, { needs }]) => !needs || turn.can(needs))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const width = Math.max(0, ...shown.map(([name]) => name.length))
  const lines = shown.map(([name, { help }]) => `  ${name.padEnd(width)}  ${help.split('\n')[0]}`)
  return [about, ...lines, `/msg ${nick} HELP <command> says more.`]
}

export function explain(name: string, command: ServiceCommand): string[] {
  const { params, help, aliases = [] } = command
  const also = aliases.length ? [`Also: ${aliases.join(', ')}`] : []
  return [params ? `${name} ${params}` : name, ...help.split('\n'), ...also]
}
