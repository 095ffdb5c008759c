/**
 * Puts the runtime that npm has installed on the PATH of the scripts; npm calls it when it has
 * installed everything. Each platform's package has a program called `node`, and with the packages
 * of other platforms npm before 11 takes away that link as well.
 * It must run on Node 18.
 */
import { existsSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const modules = fileURLToPath(new URL('../node_modules/', import.meta.url))
const link = join(modules, '.bin/node')
const platform = `${process.platform}-${process.arch}`
const runtime = [`node-${platform}`, `node-bin-${platform}`].find((name) =>
  existsSync(join(modules, name, 'bin/node')),
)

if (runtime && !existsSync(link)) {
  rmSync(link, { force: true })
  symlinkSync(`../${runtime}/bin/node`, link)
}
