/** What the server has, feature by feature, as its book says: for those who read about it. */
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { ChannelMode, Feature, UserMode } from './core/feature.ts'
import type { Ports, Settings } from './core/ports.ts'
import type { Privilege } from './core/privilege.ts'
import { Server } from './core/server.ts'
import type { Session } from './core/session.ts'
import { features } from './features/index.ts'

/** One thing that a feature brings. */
export interface Outlined {
  name: string
  /** The feature's path from the root of the repository. */
  file: string
}

export interface OutlinedCap extends Outlined {
  /** What CAP LS 302 shows after `=` to who connects with encryption; '' for nothing. */
  value: string
  /** Whether a server that is configured so offers it. */
  offered: boolean
}

export interface OutlinedCommand extends Outlined {
  /** As in the feature: the parameters first, then what it does; '' for commands without help. */
  help: string
  from: 'anyone' | 'client'
  needs: Privilege | undefined
}

export interface Outline {
  caps: OutlinedCap[]
  /** By verb. */
  commands: OutlinedCommand[]
  modes: (Outlined & { mode: ChannelMode })[]
  userModes: (Outlined & { mode: UserMode })[]
  /** `stops` where the mask says what a ban does, not whom it fits. */
  extbans: (Outlined & { letter: string; stops: boolean })[]
  isupport: (Outlined & { value: string })[]
}

/** @param settings what capabilities and ISUPPORT tokens have their values from */
export async function outlineOf(settings: Settings): Promise<Outline> {
  // Nothing happens on this server: the book asks for no more than the time, and what is a way in.
  const accounts = { bears: false }
  const ports = { now: () => 0, tell: () => {}, accounts } as unknown as Ports
  const server = new Server(settings, features, ports)
  const session = server.connect({ push() {}, end() {}, async room() {} }, { ip: '', secure: true })
  const files = await filesOf()
  const each = <T>(read: (feature: Feature) => T[]): (T & { file: string })[] =>
    features.flatMap((one) => read(one).map((found) => ({ ...found, file: files.get(one)! })))
  return {
    caps: each((feature) => capsOf(feature, server, session)),
    commands: each(commandsOf).sort((a, b) => (a.name < b.name ? -1 : 1)),
    modes: each(({ modes = {} }) => Object.entries(modes).map(([name, mode]) => ({ name, mode }))),
    userModes: each(({ userModes = {} }) =>
      Object.entries(userModes).map(([name, mode]) => ({ name, mode })),
    ),
    extbans: each(({ extbans = {} }) =>
      Object.entries(extbans).map(([name, { letter, matches }]) => ({
        name,
        letter,
        stops: matches === undefined,
      })),
    ),
    isupport: each(({ isupport }) => tokensOf(isupport?.(server) ?? {})),
  }
}

/** Each feature is the default of a file of its own. */
async function filesOf(): Promise<Map<Feature, string>> {
  const root = join(import.meta.dirname, '..')
  const folder = join(import.meta.dirname, 'features')
  const found = new Map<Feature, string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.ts')) continue
    const path = join(entry.parentPath, entry.name)
    const { default: one } = await import(path)
    if (one) found.set(one, relative(root, path).replaceAll('\\', '/'))
  }
  return found
}

function capsOf(feature: Feature, server: Server, session: Session): Omit<OutlinedCap, 'file'>[] {
  const { cap, capAliases = [], capValue, capOffered } = feature
  if (!cap) return []
  const value = capValue?.(server, session) ?? ''
  const offered = capOffered?.(server) ?? true
  return [cap, ...capAliases].map((name) => ({ name, value, offered }))
}

function commandsOf({ commands = {} }: Feature): Omit<OutlinedCommand, 'file'>[] {
  return Object.entries(commands).map(([name, { help = '', from = 'client', needs }]) => {
    return { name, help, from, needs }
  })
}

function tokensOf(tokens: Record<string, string | number | true>) {
  return Object.entries(tokens).map(([name, value]) => {
    return { name, value: value === true ? '' : String(value) }
  })
}
