/**
 * Has the houses look again at what may change while they run, their certificate above all: on
 * SIGHUP, and when the files of a configured certificate change, since whoever renews one often
 * does no more than that.
 */
import { type Stats, unwatchFile, watchFile } from 'node:fs'
import type { CertificatePaths } from '#host/certificate.ts'
import type { House } from '#host/house.ts'
import type { Log } from '#host/log.ts'

/** Looking at the time of a file also sees links that lead elsewhere now, and network disks. */
const lookMs = 10_000
/** Certificate and key are two files: the second follows the first. */
const settleMs = 1000

/** @param tls as in the configuration: '' where there is none */
export function reloading(
  houses: readonly House[],
  tls: CertificatePaths,
  log: Log,
  everyMs: number = lookMs,
): Disposable {
  const reload = async (cause: string) => {
    for (const house of houses) {
      try {
        await house.reload?.()
      } catch (err) {
        log.error({ err, house: house.name }, 'cannot reload: everything stays as it was')
      }
    }
    log.info({ cause }, 'reloaded')
  }
  const hear = () => void reload('SIGHUP')
  process.on('SIGHUP', hear)
  let timer: NodeJS.Timeout | undefined
  const changed = (now: Stats, before: Stats) => {
    if (now.mtimeMs === before.mtimeMs && now.ino === before.ino) return
    clearTimeout(timer)
    timer = setTimeout(reload, Math.min(settleMs, everyMs), 'certificate').unref()
  }
  const files = [tls.cert, tls.key].filter((path) => path !== '')
  for (const path of files) watchFile(path, { interval: everyMs, persistent: false }, changed)
  return {
    [Symbol.dispose]() {
      process.off('SIGHUP', hear)
      clearTimeout(timer)
      for (const path of files) unwatchFile(path, changed)
    },
  }
}
