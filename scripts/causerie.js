#!/usr/bin/env node
/**
 * Runs the command line on a Node that can: types that erase, `node:sqlite`. An older one hands
 * over to the runtime that `npm ci` has put beside us. This file itself must run on Node 18.
 */
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const self = fileURLToPath(import.meta.url)

if (isNewEnough()) {
  module.enableCompileCache?.()
  const { main } = await import('./cli.ts')
  await main(process.argv.slice(2))
} else {
  const runtime = findRuntime()
  if (runtime) handOver(runtime)
  else {
    process.exitCode = 1
    process.stderr.write(
      `causerie: this needs Node 24 or newer, and ${process.execPath} is ${process.version}: ` +
        'run "npm ci", which brings one along for Linux and macOS, or install it.\n',
    )
  }
}

function isNewEnough() {
  const major = Number.parseInt(process.versions.node, 10)
  return major >= 24 && Boolean(process.features.typescript) && module.isBuiltin('node:sqlite')
}

/** The runtime of the nearest `node_modules`; never the one that runs us already. */
function findRuntime() {
  for (let directory = dirname(self); ; directory = dirname(directory)) {
    const runtime = join(directory, 'node_modules', '.bin', 'node')
    if (existsSync(runtime)) {
      return realpathSync(runtime) === realpathSync(process.execPath) ? undefined : runtime
    }
    if (dirname(directory) === directory) return undefined
  }
}

/** From here on we are only a name for the other process: its signals, its end. */
function handOver(runtime) {
  const child = spawn(runtime, [self, ...process.argv.slice(2)], { stdio: 'inherit' })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.exitCode = 1
    process.stderr.write(`causerie: cannot run ${runtime}: ${error.message}\n`)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}
