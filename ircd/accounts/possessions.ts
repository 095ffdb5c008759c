/** What an account has besides its password: certificates, nicks, names, channels, a second factor. */
import type { Store } from '#store/store.ts'
import {
  type AccountRefusal,
  type AccountRules,
  type ChannelsJoined,
  joinsMax,
  type NickOwner,
  refuseName,
} from '#wire/account.ts'
import { foldAscii } from '#wire/casemap.ts'
import { certifiedAccount } from './certificates.ts'
import { Entrance, type LocalTerms } from './entrance.ts'
import { alike, no, taken, unknown } from './facts.ts'
import { type Change, Ledger } from './ledger.ts'
import { keyOf, ownerOf, titlesOf } from './names.ts'
import { linkOf, makeRecovery, makeSecret, stepFor } from './totp.ts'

export type Refused = Promise<AccountRefusal | undefined>

/** As the configuration has them where it is silent. */
export const usualRules: AccountRules = {
  nameCharsMax: 32,
  passwordCharsMin: 8,
  nicksMax: 5,
  codeMs: 86_400_000,
  emailsRefused: [],
}

/** Certificates of one account. */
const certificatesMax = 50
/** Names that one account may have had, the present one among them: none is ever another's. */
const titlesMax = 10

export abstract class Possessions extends Entrance {
  protected readonly rules: () => AccountRules
  /** What is decided with other servers together; absent where accounts are this one's alone. */
  readonly ledger: Ledger

  constructor(store: Store, terms: LocalTerms) {
    super(store, terms)
    this.rules = terms.rules ?? (() => usualRules)
    this.ledger = new Ledger(store, this.now, terms.share)
  }

  owner(nick: string): Promise<NickOwner | undefined> {
    return ownerOf(this.store, nick)
  }

  async addCertificate(name: string, fingerprint: string): Refused {
    const account = await this.get(name)
    if (!account) return unknown(name)
    const owner = await certifiedAccount(this.store, fingerprint)
    if (owner) return no('CERTIFICATE_EXISTS', `The certificate is ${owner.name}'s already`)
    if ((account.fingerprints?.length ?? 0) >= certificatesMax) {
      const text = `An account has at most ${certificatesMax} certificates`
      return no('TOO_MANY_CERTIFICATES', text)
    }
    return this.change(name, { kind: 'certificate added', fingerprint })
  }

  async removeCertificate(name: string, fingerprint: string): Refused {
    const account = await this.get(name)
    if (!account) return unknown(name)
    if (!account.fingerprints?.includes(fingerprint)) {
      return no('NO_CERTIFICATE', `This is no certificate of ${account.name}`)
    }
    return this.change(name, { kind: 'certificate removed', fingerprint })
  }

  async group(name: string, nick: string): Refused {
    const account = await this.get(name)
    if (!account) return unknown(name)
    const { nicksMax } = this.rules()
    const refusal = refuseName(nick, this.rules())
    if (refusal) return refusal
    const owner = await this.owner(nick)
    if (owner?.exact && owner.key === keyOf(account)) {
      return no('NOT_NEEDED', `${nick} is ${account.name}'s already`)
    }
    if ((account.nicks?.length ?? 0) >= nicksMax) {
      return no('TOO_MANY_NICKS', `An account may group ${nicksMax} nicks`)
    }
    return this.ledger.write(name, { kind: 'nick grouped', nick }, taken(nick))
  }

  async ungroup(name: string, nick: string): Refused {
    const account = await this.get(name)
    if (!account) return unknown(name)
    const isOwn = account.nicks?.some((one) => foldAscii(one) === foldAscii(nick))
    if (!isOwn) return no('NO_NICK', `${nick} is not grouped with ${account.name}`)
    return this.change(name, { kind: 'nick ungrouped', nick })
  }

  async rename(name: string, to: string): Refused {
    const account = await this.get(name)
    if (!account) return unknown(name)
    if (account.name === to) return no('NOT_NEEDED', `The account is called ${to} already`)
    const refusal = refuseName(to, this.rules())
    if (refusal) return refusal
    const owner = await this.owner(to)
    if (owner && owner.key !== keyOf(account)) return owner.exact ? taken(to) : alike(to, owner)
    const isOld = titlesOf(account).some((one) => foldAscii(one) === foldAscii(to))
    if (!isOld && titlesOf(account).length >= titlesMax) {
      return no('TOO_MANY_NAMES', `An account is called ${titlesMax} names at most, one at a time`)
    }
    return this.ledger.write(name, { kind: 'renamed', name: to }, taken(to))
  }

  async joins(name: string, channels: ChannelsJoined): Refused {
    const text = `An account may list ${joinsMax} channels`
    const otherwise = (await this.get(name)) ? no('TOO_MANY_CHANNELS', text) : unknown(name)
    return this.ledger.write(name, { kind: 'joins changed', ...channels }, otherwise)
  }

  offerSecondFactor(name: string, network: string): { secret: string; link: string } {
    const secret = makeSecret()
    return { secret, link: linkOf(secret, name, network) }
  }

  async setSecondFactor(
    name: string,
    secret: string,
    code: string,
  ): Promise<readonly string[] | AccountRefusal> {
    if (stepFor(secret, code, this.now()) === undefined) {
      return no('INVALID_CODE', 'This is not the code that an app says which has the secret')
    }
    const { codes, hashes } = makeRecovery()
    const totp = { secret, recovery: hashes }
    return (await this.change(name, { kind: 'second factor', totp })) ?? codes
  }

  async endSecondFactor(name: string): Refused {
    const account = await this.get(name)
    if (account && !account.totp) {
      return no('NO_SECOND_FACTOR', `${account.name} has no second factor`)
    }
    return this.change(name, { kind: 'second factor' })
  }

  protected async spend(key: string, hash: string): Promise<boolean> {
    return !(await this.change(key, { kind: 'recovery used', hash }))
  }

  protected change(name: string, change: Change): Refused {
    return this.ledger.write(name, change, unknown(name))
  }
}
