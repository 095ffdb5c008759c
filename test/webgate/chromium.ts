/** Debian's Chromium, driven by playwright-core; and a wire in front of a site that can be cut. */
import { existsSync } from 'node:fs'
import net from 'node:net'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const program = '/usr/bin/chromium'

/** Why nothing can be tested in a browser here; nothing when it can. Where CI is set, a failure. */
export const chromiumMissing = existsSync(program)
  ? undefined
  : 'chromium is not installed: apt-get install chromium'
if (chromiumMissing && process.env.CI) throw new Error(chromiumMissing)

const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync'

export interface Visit {
  page: Page
  /** What the browser complained about. */
  complaints: string[]
  /** Requests that left the site. */
  foreign: string[]
}

export class Chromium implements AsyncDisposable {
  readonly #browser: Browser

  constructor(browser: Browser) {
    this.#browser = browser
  }

  static async launch(): Promise<Chromium> {
    const options = { executablePath: program, args: flags.split(' ') }
    return new Chromium(await chromium.launch(options))
  }

  /** A person with a browser of their own. */
  async visit(url: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await this.#browser.newContext({ locale: 'en', ...options })
    context.setDefaultTimeout(30_000)
    const page = await context.newPage()
    const complaints: string[] = []
    const foreign: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      // A connection that is refused while the network is away is not the page's mistake.
      const expected = /net::ERR_(CONNECTION|SOCKET|EMPTY_RESPONSE|NETWORK)/.test(message.text())
      if (message.type() === 'error' && !expected) complaints.push(message.text())
    })
    page.on('request', (request) => {
      if (new URL(request.url()).host !== new URL(url).host) foreign.push(request.url())
    })
    await page.goto(url)
    return { page, complaints, foreign }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
  }
}

/** Fills in the welcome page and waits until the channel is there. */
export async function enter(page: Page, nick: string, channels?: string): Promise<void> {
  await page.fill('#nick', nick)
  if (channels !== undefined) await page.fill('#channels', channels)
  await page.click('button[type=submit]')
  await online(page)
}

export async function online(page: Page): Promise<void> {
  await page.waitForSelector('.presence[data-on=true]', { state: 'attached' })
  await page.waitForSelector('.headcount', { state: 'attached' })
}

export async function say(page: Page, text: string): Promise<void> {
  await page.fill('#composer', text)
  await page.press('#composer', 'Enter')
}

/** Ends the wait for the next attempt, which may end by itself before anybody could click. */
export async function tryNow(page: Page): Promise<void> {
  await page.locator('.banner').evaluate((banner) => banner.querySelector('button')?.click())
}

/** Waits until exactly one line of the log has this text. */
export async function seen(page: Page, text: string): Promise<void> {
  await page.locator('.row .text', { hasText: text }).first().waitFor({ state: 'attached' })
}

/** What the log says, line by line. */
export async function logOf(page: Page): Promise<string[]> {
  return page.locator('.row.said > .text').allTextContents()
}

/** Leads to a site until it is cut; then it refuses, until it is mended. */
export class Wire implements AsyncDisposable {
  readonly #server: net.Server
  readonly #sockets = new Set<net.Socket>()
  #cut = false

  constructor(target: number) {
    this.#server = net.createServer((near) => {
      if (this.#cut) return void near.destroy()
      const far = net.connect(target, '127.0.0.1')
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from)
        from.on('error', () => to.destroy())
        from.on('close', () => this.#sockets.delete(from))
        from.pipe(to)
      }
    })
  }

  static async to(url: string): Promise<Wire> {
    const wire = new Wire(Number(new URL(url).port))
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve))
    return wire
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as net.AddressInfo).port}/`
  }

  cut(): void {
    this.#cut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  mend(): void {
    this.#cut = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
