/** Which network a command is about: its configuration, its data. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { type Config, loadConfig } from '#host/config.ts'

export interface Place {
  /** A TOML file; without it the defaults hold. */
  config?: string | undefined
  /** Instead of the configuration's `data`. */
  data?: string | undefined
}

export function withPlace(command: Command): Command {
  return command
    .option('--config <file>', 'configuration in TOML (default: none is needed)')
    .option('--data <directory>', "where everything is kept (default: the configuration's, ./data)")
}

/** @throws Error whose message has a line for each thing that is wrong. */
export function readConfig({ config: file, data }: Place): Config {
  const config = loadConfig(file)
  return data === undefined ? config : moved(config, resolve(data))
}

/** The store follows, and what belongs to it, unless the configuration has put it elsewhere. */
function moved(config: Config, data: string): Config {
  const { address, emergency } = config.store
  const store = {
    address: address === `sqlite:${config.data}` ? `sqlite:${data}` : address,
    emergency: emergency === config.data ? data : emergency,
  }
  return { ...config, data, store }
}
