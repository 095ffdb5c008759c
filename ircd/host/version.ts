/** The version of the product, as people and RPL_VERSION read it: `causerie-0.1.0`. */
import { readFileSync } from 'node:fs'

const about = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

export const version = `causerie-${about.version as string}`
