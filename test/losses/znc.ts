/** Debian's ZNC, put to the test. */
import { zncMissing as missing, startZnc } from '../../scripts/bench/znc.ts'
import { channel, password, patienceMs, type Subject, signIn, type Upstream } from './subject.ts'

/** Why there is nothing to compare with; undefined when there is. Where CI is set, that fails. */
export const zncMissing = missing
if (zncMissing && process.env.CI) throw new Error(zncMissing)

export async function openZnc(upstream: Upstream): Promise<Subject> {
  const znc = await startZnc({ name: 'alice', password, upstream, channel })
  const subject: Subject = {
    name: 'znc',
    port: znc.port,
    attach: (device, how = {}) =>
      signIn(how.port ?? znc.port, `alice@${device}/other:${password}`, 'alice', how.cutAfterBytes),
    crash: () => znc.restart('SIGKILL'),
    restart: () => znc.restart('SIGTERM'),
    [Symbol.asyncDispose]: () => znc[Symbol.asyncDispose](),
  }
  const first = await subject.attach('owner')
  if (!first.lines.some((line) => line.includes(' 366 '))) await first.hears(/ 366 /, patienceMs)
  first.drop()
  return subject
}
