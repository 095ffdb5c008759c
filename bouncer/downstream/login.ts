/**
 * Who is at the door: the forms in which clients name an account, a network and a device.
 * Trust: SASL before PASS before USER; what the stronger leaves open the weaker may say.
 */
import { type Login, parseLogin } from '#wire/sasl.ts'

export interface Claim {
  login: Login
  password: string
}

/** What a client said before it was let in. */
export interface Words {
  pass: string | undefined
  user: string
}

/**
 * What PASS may mean, likeliest first: `account/network@device:password`, or the password alone
 * when USER names the account. A password may have a colon in it.
 */
export function claims({ pass, user }: Words): Claim[] {
  if (!pass) return []
  const colon = pass.indexOf(':')
  const named = parseLogin(user)
  const alone = { login: named, password: pass }
  if (colon <= 0 || colon === pass.length - 1) return [alone]
  const login = merge(parseLogin(pass.slice(0, colon)), user)
  return [{ login, password: pass.slice(colon + 1) }, alone]
}

/** Takes network and device from a weaker source where `login` has none. */
export function merge(login: Login, weaker: string | undefined): Login {
  if (!weaker || !/[/@]/.test(weaker)) return login
  const more = parseLogin(weaker)
  return {
    user: login.user,
    network: login.network ?? more.network,
    device: login.device ?? more.device,
  }
}

/** The name part of PASS, for a login that SASL has proved already. */
export function nameInPass(pass: string | undefined): string | undefined {
  const colon = pass?.indexOf(':') ?? -1
  return colon > 0 ? pass!.slice(0, colon) : undefined
}

/** A device's name becomes part of a key: what is longer or stranger than this is refused. */
export function isDeviceName(name: string): boolean {
  return /^[\w.+-]{1,64}$/.test(name)
}
