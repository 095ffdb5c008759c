/**
 * The scripts by name. Each is atomic, writes under one hash tag, and doing it twice is doing it
 * once.
 */
import { createHash } from 'node:crypto'
import * as drawerScripts from './drawer-scripts.ts'
import * as leaseScripts from './lease-scripts.ts'
import * as logScripts from './log-scripts.ts'

const texts = { ...drawerScripts, ...leaseScripts, ...logScripts }

export type ScriptName = keyof typeof texts

export const scripts: readonly string[] = Object.values(texts)

const digests = Object.fromEntries(
  Object.entries(texts).map(([name, text]) => [
    name,
    createHash('sha1').update(text).digest('hex'),
  ]),
) as Record<ScriptName, string>

/** A script as a command of Redis. */
export function call(
  name: ScriptName,
  keys: readonly string[],
  values: readonly (string | number)[],
): (string | number)[] {
  return ['evalsha', digests[name], keys.length, ...keys, ...values]
}
