/**
 * Who may come in, asked for every request in the same way: a page of the right origin, from an
 * address that does not hold too much already. And what servers are told about them.
 */
import type { IncomingMessage } from 'node:http'
import type { HostNames } from '#host/host-names.ts'
import type { Log } from '#host/log.ts'
import { rangeKey } from '#wire/cidr.ts'
import type { Origin } from './address.ts'
import type { AllowedOrigins } from './origins.ts'
import { Tally } from './tally.ts'

/** Somebody who was let in. */
export interface Visitor extends Origin {
  /** Gives the place back that this visit holds; twice is once. */
  leave(): void
  /** The confirmed name of the address, or nothing; settles within two seconds. */
  name(): Promise<string | undefined>
}

export interface Refusal {
  status: 403 | 429
  text: string
}

export interface ReceptionOptions {
  log: Log
  origins: AllowedOrigins
  originRequired: boolean
  sessionsPerAddressMax: number
  /** Without it nobody is asked for names. */
  names?: HostNames | undefined
  /** Where a request comes from. */
  origin: (request: IncomingMessage) => Origin
}

/** Leading bits that tell one visitor from another: of IPv6, people are given a whole /64. */
const v4Bits = 32
const v6Bits = 64

export class Reception {
  readonly #options: ReceptionOptions
  readonly #tally: Tally
  readonly #arriving: Tally

  constructor(options: ReceptionOptions) {
    this.#options = options
    this.#tally = new Tally(options.sessionsPerAddressMax)
    this.#arriving = new Tally(options.sessionsPerAddressMax)
  }

  /** What speaks against a request, whatever it asks for. */
  refusal(request: IncomingMessage): Refusal | undefined {
    const { origins, originRequired, origin, log } = this.#options
    const named = request.headers.origin
    const from = origin(request)
    const fine = named === undefined ? !originRequired : origins.allows(named, from.host)
    if (fine) return undefined
    log.info({ ip: from.ip, origin: named }, 'origin refused')
    return { status: 403, text: 'Pages of this origin may not connect' }
  }

  /** Lets somebody in, who must `leave` one day. */
  admit(request: IncomingMessage): Visitor | Refusal {
    return this.#admit(request, this.#tally)
  }

  /**
   * Lets somebody in who may be back where a place is held already: those who come from a full
   * address as well. Who stays must `hold` a place; this visit must `leave` all the same.
   */
  receive(request: IncomingMessage): Visitor | Refusal {
    return this.#admit(request, this.#arriving)
  }

  #admit(request: IncomingMessage, tally: Tally): Visitor | Refusal {
    const refusal = this.refusal(request)
    if (refusal) return refusal
    const from = this.#options.origin(request)
    const leave = placeOf(tally, from.ip)
    if (!leave) return { status: 429, text: 'Too many connections of this address' }
    const { names } = this.#options
    // Asked for at once: by the time that a server is reached, the answer is often there.
    const name = names?.of(from.ip) ?? Promise.resolve(undefined)
    return { ...from, leave, name: () => name }
  }

  /** Takes one more place for an address. @returns how to give it back, or nothing. */
  hold(ip: string): (() => void) | undefined {
    return placeOf(this.#tally, ip)
  }
}

function placeOf(tally: Tally, ip: string): (() => void) | undefined {
  const key = rangeKey(ip, v4Bits, v6Bits)
  if (!tally.take(key)) return undefined
  let held = true
  return () => {
    if (held) tally.release(key)
    held = false
  }
}

export function isRefusal(answer: Visitor | Refusal): answer is Refusal {
  return 'status' in answer
}
