/** Makes the page one that can be installed, and that opens without a network: see `worker.ts`. */
import { awaitOpening } from './opening.ts'

/** COMPAT: not every browser has it, and TypeScript's library does not know it. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string }
}

const script = '/worker.js'

/**
 * The one policy that the gateway's headers allow (`webgate/security.ts`), for the one script that
 * is named by a text. It can be made once, and stays in here.
 */
function trusted(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  const policy = trustedTypes?.createPolicy('causerie-worker', {
    createScriptURL(url) {
      if (url !== script) throw new TypeError('not the worker')
      return url
    },
  })
  return policy?.createScriptURL(script) ?? script
}

/** Where the browser cannot, or may not, the page works on without. */
export async function install(): Promise<void> {
  const { serviceWorker } = navigator
  awaitOpening()
  const registration = await serviceWorker
    ?.register(trusted(), { updateViaCache: 'none' })
    .catch(() => undefined)
  // Browsers look for a new one when they find the time; the files of this page are wanted now.
  if (registration?.active) await registration.update().catch(() => {})
}
