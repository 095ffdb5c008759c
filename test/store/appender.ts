/** Appends without end to the store at `argv[2]`; prints each id once its append has settled. */
import { writeSync } from 'node:fs'
import { openStore } from '#store/open.ts'

const [, , address = '', prefix = ''] = process.argv
const store = await openStore(address)
let next = 0

async function appendForever(): Promise<never> {
  for (;;) {
    const id = `${prefix}${String(next++).padStart(7, '0')}`
    await store.log.append([{ log: 'l', buffer: '', id, at: next, event: false, line: `:a ${id}` }])
    writeSync(1, `${id}\n`)
  }
}

await Promise.all(Array.from({ length: 8 }, appendForever))
