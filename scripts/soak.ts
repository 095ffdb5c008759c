/** `npm run soak`: the tests' long forms. They live with the tests, on which no house stands. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../test/soak.ts')
const child = spawn(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit' })
// The child has the same terminal, and is asked to stop by the same key.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill())
child.on('exit', (code) => {
  process.exitCode = code ?? 1
})
