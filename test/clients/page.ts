/** The web page in Chromium: typed to with the keyboard, read in what it shows. */
import type { Page as Tab } from 'playwright-core'
import { Chromium, enter, say } from '../webgate/chromium.ts'
import type { Logged, Person } from './person.ts'

export class Page implements Person {
  readonly name: string
  /** What the browser complained about. */
  complaints: string[] = []
  readonly #url: string
  readonly #channel: string
  #chromium: Chromium | undefined
  #tab: Tab | undefined

  constructor(name: string, url: string, channel: string) {
    this.name = name
    this.#url = url
    this.#channel = channel
  }

  async start(): Promise<void> {
    this.#chromium = await Chromium.launch()
    const { page, complaints } = await this.#chromium.visit(this.#url, { timezoneId: 'UTC' })
    this.#tab = page
    this.complaints = complaints
    await enter(page, this.name, this.#channel)
  }

  say(text: string): Promise<void> {
    return say(this.#tab!, text)
  }

  act(text: string): Promise<void> {
    return this.say(`/me ${text}`)
  }

  rename(nick: string): Promise<void> {
    return this.say(`/nick ${nick}`)
  }

  setTopic(text: string): Promise<void> {
    return this.say(`/topic ${text}`)
  }

  log(): Promise<Logged[]> {
    return this.#tab!.locator('.log .row').evaluateAll((rows) =>
      rows.map((row) => {
        const textOf = (part: string) => row.querySelector(part)?.textContent ?? ''
        const at = Date.parse(row.querySelector('time')?.dateTime ?? '')
        return { at, text: `${textOf('.nick')} ${textOf('.text')}` }
      }),
    )
  }

  async quit(): Promise<void> {
    await this.#tab?.context().close()
    await this.kill()
  }

  async kill(): Promise<void> {
    await this.#chromium?.[Symbol.asyncDispose]()
    this.#chromium = undefined
  }
}
