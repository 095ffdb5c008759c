/** Where other bouncer processes come in: with a device of a person whom this one owns. */
import type { Connection, Handler } from '#host/connection.ts'
import { answer } from './console.ts'
import { enter, type Inside } from './downstream/admission.ts'
import { Caps } from './downstream/caps.ts'
import { type DeviceRequest, granted, greeting, type Request, unsealed } from './elsewhere.ts'
import type { House } from './house.ts'
import { User } from './user.ts'

const requestMs = 10_000

export class SideDoor implements Handler {
  readonly #house: House
  readonly #connection: Connection
  readonly #word = greeting()
  readonly #timer: NodeJS.Timeout
  /** The key of the account whose device is inside. */
  account: string | undefined
  #inside: Inside | undefined

  constructor(house: House, connection: Connection) {
    this.#house = house
    this.#connection = connection
    this.#timer = setTimeout(() => connection.destroy(), requestMs)
    connection.push(this.#word)
  }

  line(text: string): void | Promise<void> {
    if (this.#inside) return this.#inside.line(text)
    clearTimeout(this.#timer)
    const request = unsealed(this.#house.setting.secret, this.#word, text)
    if (request) return this.#serve(request)
    this.#house.setting.log.warn('somebody without the secret came to the door between bouncers')
    this.#connection.end()
  }

  closed(): void {
    clearTimeout(this.#timer)
    this.#inside?.gone()
    this.#house.left(this)
  }

  /** The house closes. */
  close(reason: string): void {
    if (this.#inside) this.#inside.close(reason)
    else this.#connection.end()
  }

  async #serve(request: Request): Promise<void> {
    if ('device' in request) return this.#take(request.device)
    if ('take' in request) {
      await this.#house.comeBack(request.take)
      return this.#connection.end(granted)
    }
    const { here, ...asked } = request.console
    const lines = await answer(this.#house, asked, here)
    for (const line of [granted, ...lines]) this.#connection.push(line)
    this.#connection.end()
  }

  async #take({ account, network, caps, ...rest }: DeviceRequest): Promise<void> {
    const user = await this.#house.find(account, rest.nick)
    // It may have gone while its person came.
    if (this.#connection.closed) return
    if (!(user instanceof User)) return this.#connection.end('not here')
    this.#connection.push(granted)
    const arrival = { ...rest, connection: this.#connection, caps: Caps.of(caps) }
    const inside = enter(user, { account, network, arrival })
    if (typeof inside === 'string') return this.#connection.end(`ERROR :${inside}`)
    this.account = account
    this.#inside = inside
    await inside.begin()
  }
}
