/**
 * Our side of AUTHENTICATE with a network.
 * Sources: https://ircv3.net/specs/extensions/sasl-3.1, RFC 4616, RFC 5802
 */
import { ScramClient } from '#host/scram.ts'
import type { SaslRecord } from '#store/store.ts'
import { chunk, Gathered } from '#wire/sasl.ts'

export interface SaslIdentity extends SaslRecord {
  /** As whom to act; '' for `user` itself. */
  authzid: string
}

export class SaslClient {
  readonly #identity: SaslIdentity
  readonly #gathered = new Gathered()
  #scram: ScramClient | undefined
  #steps = 0

  constructor(identity: SaslIdentity) {
    this.#identity = identity
  }

  get mechanism(): string {
    return this.#identity.mechanism
  }

  /**
   * Takes the parameter of one AUTHENTICATE of the server.
   * @returns the parameters of those to send: none while more must come, `*` to break off.
   */
  async answer(piece: string): Promise<string[]> {
    const whole = this.#gathered.add(piece)
    if (whole === undefined) return []
    if (whole === 'too-long' || ++this.#steps > 4) return ['*']
    const reply = await this.#reply(decoded(whole.payload))
    return reply === undefined ? ['*'] : chunk(new TextEncoder().encode(reply).toBase64())
  }

  async #reply(challenge: string): Promise<string | undefined> {
    const { mechanism, authzid, user, password } = this.#identity
    if (mechanism === 'EXTERNAL') return authzid
    if (mechanism === 'PLAIN') return `${authzid}\0${user}\0${password}`
    if (!this.#scram) {
      this.#scram = new ScramClient(user, password)
      return this.#scram.first()
    }
    if (challenge.startsWith('r=')) return this.#scram.final(challenge)
    return this.#scram.verify(challenge) ? '' : undefined
  }
}

function decoded(base64: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(base64))
  } catch {
    return ''
  }
}
