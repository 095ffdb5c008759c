/** What all tests in a browser need before they begin, and what must hold after they have ended. */
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import type { BrowserContextOptions } from 'playwright-core'
import { type LocalNetwork, type Settings, startNetwork } from '../network.ts'
import { Chromium, chromiumMissing, type Visit } from './chromium.ts'

/** For each test of such a file. */
export const inBrowser = { skip: chromiumMissing ?? false, timeout: 120_000 }

/** One browser for all tests of a file. */
export class SharedChromium {
  #chromium: Chromium | undefined

  constructor() {
    before(async () => {
      if (!chromiumMissing) this.#chromium = await Chromium.launch()
    })
    after(() => this.#chromium?.[Symbol.asyncDispose]())
  }

  /** A person with a browser of their own. */
  visit(url: string, options?: BrowserContextOptions): Promise<Visit> {
    return this.#chromium!.visit(url, options)
  }
}

export interface StageOptions {
  /** Of the network; asked when it is opened. */
  settings?: (() => Settings | Promise<Settings>) | undefined
  /** What else there must be before the first test. */
  opened?: ((network: LocalNetwork) => void | Promise<void>) | undefined
}

/** One browser and one network for all tests of a file; no defect may have been logged. */
export class Stage {
  readonly #browser = new SharedChromium()
  #network: LocalNetwork | undefined

  constructor({ settings, opened }: StageOptions = {}) {
    before(async () => {
      if (chromiumMissing) return
      this.#network = await startNetwork({ settings: await settings?.() })
      await opened?.(this.#network)
    })
    after(async () => {
      await this.#network?.[Symbol.asyncDispose]()
      const isDefect = ({ level }: { level: string }) => level === 'error' || level === 'fatal'
      assert.deepEqual(this.#network?.log.filter(isDefect) ?? [], [])
    })
  }

  get network(): LocalNetwork {
    return this.#network!
  }

  /** @param url of the network's page, unless another one is told */
  visit(options?: BrowserContextOptions, url = this.network.web): Promise<Visit> {
    return this.#browser.visit(url, options)
  }
}
