/**
 * What an account is to whoever asks, and the one authority that says so: the server, the bouncer
 * and the command line all speak to an `AccountAuthority`. The rules of names and passwords are
 * here, because they are the same wherever one is made.
 */
import { foldAscii } from './casemap.ts'
import { matches } from './mask.ts'
import { isNick, isServiceName, passwordBytesMax } from './names.ts'
import { byteLength } from './text.ts'

/** What the configuration asks of a name and a password. */
export interface AccountRules {
  nameCharsMax: number
  passwordCharsMin: number
  /** Nicks that an account may group besides its name. */
  nicksMax: number
  /** How long a code is good, in milliseconds. */
  codeMs: number
  /** Masks of addresses that nobody may give, such as `*@trash.example`. */
  emailsRefused: readonly string[]
}

/** Why nothing was changed: the code is that of REGISTER where that has one. */
export interface AccountRefusal {
  code:
    | 'ACCOUNT_EXISTS'
    | 'BAD_ACCOUNT_NAME'
    | 'WEAK_PASSWORD'
    | 'UNACCEPTABLE_PASSWORD'
    | 'INVALID_EMAIL'
    | 'UNACCEPTABLE_EMAIL'
    | 'NO_ACCOUNT'
    | 'BAD_CERTIFICATE'
    | 'CERTIFICATE_EXISTS'
    | 'TOO_MANY_CERTIFICATES'
    | 'NO_CERTIFICATE'
    | 'NOT_SUSPENDED'
    | 'NOT_NEEDED'
    | 'INVALID_CODE'
    | 'TRY_LATER'
    | 'NO_EMAIL'
    | 'TOO_MANY_NICKS'
    | 'NO_NICK'
    | 'TOO_MANY_NAMES'
    | 'TOO_MANY_CHANNELS'
    | 'NO_SECOND_FACTOR'
    /** Whoever decides cannot be asked now. */
    | 'TEMPORARILY_UNAVAILABLE'
  /** A sentence without a full stop, for people. */
  text: string
}

/** What may be told of an account; nothing by which it could be entered. */
export interface AccountFacts {
  /** By which everything of its owner's is kept, whatever it is called: see `Account` in the store. */
  key: string
  /** As its owner spelled it. */
  name: string
  /** Other names that it had; they stay its own, and are nobody else's business. */
  formerly: readonly string[]
  createdAt: number
  email?: string | undefined
  /** SHA-256 of certificates, 64 lower-case hexadecimal digits each. */
  fingerprints: readonly string[]
  suspended?: Suspension | undefined
  /** It waits for the code that was sent to its address. */
  unverified: boolean
  /** Whether a password wants the code of an app besides. */
  secondFactor: boolean
  /** Further nicks of its owner. */
  nicks: readonly string[]
  settings: Readonly<AccountSettings>
  /** When somebody last came in with it, to the day. */
  seenAt?: number | undefined
}

/** What its owner, or operators, have decided of it; absent is as for everybody. */
export interface AccountSettings {
  /** Whether others who take one of its nicks are renamed. */
  enforce?: boolean | undefined
  /** Whether only its owner and operators are shown more than its name. */
  private?: boolean | undefined
  /** Whether nobody but its owner puts it on the access list of a channel. */
  neverOp?: boolean | undefined
  /** Whether ChanServ gives it no status when it joins. */
  noOp?: boolean | undefined
  /** Whether it takes no memos. */
  noMemo?: boolean | undefined
  /** Whether services answer it by PRIVMSG instead of NOTICE. */
  privmsg?: boolean | undefined
  /** Whether INFO hides when it was last used, or where it is, from others. */
  hideLastLogin?: boolean | undefined
  hideStatus?: boolean | undefined
  /** Its owner is away since then, and it does not end meanwhile; milliseconds since 1970. */
  vacationAt?: number | undefined
  /** Why operators let it make nothing that lasts: no nicks, channels or hosts. */
  restricted?: string | undefined
  /** Channels that are joined with the login. */
  autojoin?: readonly string[] | undefined
  /** Operators have decided that it does not end, however long nobody uses it. */
  hold?: boolean | undefined
  /** What operators have noted about it, for each other. */
  mark?: string | undefined
}

/** Channels that one account joins with the login. */
export const joinsMax = 50

/** Channels that are joined with the login from now on, or no longer. */
export interface ChannelsJoined {
  add: readonly string[]
  remove: readonly string[]
}

/** What a code that is sent by mail is for. */
export type CodePurpose = 'verify' | 'reset' | 'email'

/** Whose a nick is. */
export interface NickOwner {
  /** The account, as its owner spelled it, and its key. */
  account: string
  key: string
  /** The account's own name for it: another one where the nick only looks like that. */
  nick: string
  exact: boolean
  /** Whether somebody can come in with it. */
  verified: boolean
  enforce?: boolean | undefined
}

/** What became of a letter: `refused` is an address that there is not. */
export type MailOutcome = 'sent' | 'refused'

export interface Suspension {
  /** Who did it, in words. */
  by: string
  reason: string
  /** Milliseconds since 1970. */
  at: number
  /** When it ends by itself; absent where it does not. */
  until?: number | undefined
}

/**
 * Who somebody has proved to be: the account as its owner spelled it, and its key where that is not
 * the folded name. Barred is who has proved it and may not come in all the same. Nothing where the
 * proof is wrong.
 */
export type Proof = Proved | Barred | undefined

export interface Proved {
  proved: string
  key?: string | undefined
}

export interface Barred {
  barred: string
  why: string
  key?: string | undefined
  unverified?: true | undefined
}

/** The key of the account that somebody has proved to be. */
export function keyProved(proof: Proved | Barred): string {
  return proof.key ?? foldAscii('proved' in proof ? proof.proved : proof.barred)
}

/** Whether a name that was given besides is the proved account's: nobody may be two. */
export function isProved(proof: Proved | Barred, name: string): boolean {
  const account = 'proved' in proof ? proof.proved : proof.barred
  const folded = foldAscii(name)
  return folded === foldAscii(account) || folded === keyProved(proof)
}

/** What can tie a proof to a TLS connection: the names of channel bindings, and their data. */
export type ChannelBindings = Readonly<Record<string, () => Uint8Array>>

export interface ScramOptions {
  /** Reads the account's name from what the client wrote, where that is more. */
  named?: ((username: string) => string) | undefined
  /** Of the connection: whoever can bind must, so that nobody between can say that it cannot. */
  bindings?: ChannelBindings | undefined
  /** Whether the client asked for SCRAM-SHA-256-PLUS. */
  plus?: boolean | undefined
}

/** One SCRAM exchange; messages are the texts of RFC 5802, before base64. */
export interface ScramExchange {
  /** @returns the server's first message, or nothing when the client's cannot be accepted. */
  first(message: string): Promise<string | undefined>
  /**
   * @returns the server's last message, who has proved to be whom, and the name as the client
   *   wrote it; nothing when the proof is wrong.
   */
  final(message: string): { message: string; proof: Proof; username: string } | undefined
}

/** An account has changed, by whichever process. */
export interface AccountNews {
  kind:
    | 'made'
    | 'verified'
    | 'password'
    | 'certificate added'
    | 'certificate removed'
    | 'email'
    | 'returned'
    | 'nick grouped'
    | 'nick ungrouped'
    | 'setting'
    | 'second factor'
    | 'joins changed'
    | 'renamed'
    | 'suspended'
    | 'restored'
    | 'removed'
  /** Its key. */
  account: string
}

/** Refusals are values; promises reject only when the store does. */
export interface AccountAuthority {
  /** By a name that it has or had. */
  find(name: string): Promise<AccountFacts | undefined>
  /** In the order of their folded names. */
  list(): Promise<AccountFacts[]>
  /**
   * Takes as long for a name that is nobody's as for a wrong password. Where there is a second factor
   * its code stands behind the password, after a space.
   */
  login(name: string, password: string): Promise<Proof>
  /** One of our own houses says who somebody is; it has looked itself. */
  vouched(name: string): Promise<Proof>
  /** @param fingerprint SHA-256 of a certificate that was shown, 64 lower-case digits */
  certified(fingerprint: string): Promise<Proof>
  scram(options?: ScramOptions): ScramExchange
  /** Whether there is a server whose tokens are a way in. */
  readonly bears: boolean
  /** @param token of OAuth 2.0 */
  borne(token: string): Promise<Proof>
  /** Whether a password will do, before anything is made with it. */
  weighs(password: string): AccountRefusal | undefined
  /** @param unverified whether nobody comes in with it before `redeem` */
  register(
    name: string,
    password: string,
    email: string | undefined,
    unverified?: boolean,
  ): Promise<AccountRefusal | undefined>
  /**
   * Makes a code, to be sent to the address that is returned. The one before it is worth nothing.
   * @param email the new address, for the purpose `email`
   */
  issue(
    name: string,
    purpose: CodePurpose,
    email?: string,
  ): Promise<{ sent: string; to: string } | AccountRefusal>
  /** Uses up the code: the account is verified, or has the address to which the code was sent. */
  redeem(
    name: string,
    purpose: 'verify' | 'email',
    code: string,
  ): Promise<AccountRefusal | undefined>
  /** An operator says that it is verified, without a code. */
  approve(name: string): Promise<AccountRefusal | undefined>
  /** Uses up a code of the purpose `reset`. */
  resetPassword(name: string, code: string, password: string): Promise<AccountRefusal | undefined>
  setPassword(name: string, password: string): Promise<AccountRefusal | undefined>
  /** Without an address it has none from now on. */
  setEmail(name: string, email: string | undefined): Promise<AccountRefusal | undefined>
  /** @param fingerprint as `readFingerprint` returns it */
  addCertificate(name: string, fingerprint: string): Promise<AccountRefusal | undefined>
  removeCertificate(name: string, fingerprint: string): Promise<AccountRefusal | undefined>
  /** Whose a nick is, or as whose it could be read. */
  owner(nick: string): Promise<NickOwner | undefined>
  group(name: string, nick: string): Promise<AccountRefusal | undefined>
  ungroup(name: string, nick: string): Promise<AccountRefusal | undefined>
  /**
   * Calls an account something else. Its key stays, and so does all that is kept by it. The names
   * that it had stay its own: who was known by them says so, and nobody else ever can.
   */
  rename(name: string, to: string): Promise<AccountRefusal | undefined>
  decide(name: string, settings: AccountSettings): Promise<AccountRefusal | undefined>
  /** A secret that an app may share with the account; nothing has changed yet. */
  offerSecondFactor(name: string, network: string): { secret: string; link: string }
  /**
   * From now on a password wants the code of an app besides, which has the secret: a code of its says so.
   * @returns codes that each do once in place of the app's, for whoever loses it
   */
  setSecondFactor(
    name: string,
    secret: string,
    code: string,
  ): Promise<readonly string[] | AccountRefusal>
  /** Whether this is what the app says now, or a code that does once: then it is used up. */
  isSecond(name: string, code: string): Promise<boolean>
  endSecondFactor(name: string): Promise<AccountRefusal | undefined>
  joins(name: string, channels: ChannelsJoined): Promise<AccountRefusal | undefined>
  /**
   * Gives an account to whoever reads that address. The password and the certificates that there
   * were are worth nothing from now on, and nobody knows the new password.
   */
  giveBack(name: string, email: string): Promise<AccountRefusal | undefined>
  /** Somebody is there with it: noted once a day. */
  seen(name: string): Promise<void>
  /** Forgets accounts that nobody has used since, and those that nobody verified in time. */
  expire(unseenSince: number | undefined): Promise<string[]>
  /** Replaces a suspension that there is. */
  suspend(name: string, suspension: Suspension): Promise<AccountRefusal | undefined>
  restore(name: string): Promise<AccountRefusal | undefined>
  /**
   * Forgets an account with everything that only its owner could read, so that whoever takes the
   * name next finds nothing. What it said in channels is the channels'.
   */
  remove(name: string): Promise<AccountRefusal | undefined>
  /** Calls back for each change from now on, in their order, once it is safe. */
  follow(hear: (news: AccountNews) => void | Promise<void>): Promise<void>
  /** Hears what other processes on the same store have changed: to be called every second or so. */
  catchUp(): Promise<void>
}

/** Names that people get who may not keep theirs. */
const guests = /^guest\d*$/i

/** An account is named as the nick of its owner, so it has the form of one. */
export function refuseName(name: string, rules: AccountRules): AccountRefusal | undefined {
  const { nameCharsMax } = rules
  if (!isNick(name, nameCharsMax)) {
    const text =
      `A name of an account has at most ${nameCharsMax} letters, digits and -_[]{}\\|^\`, ` +
      'and begins with none of 0-9 and -'
    return { code: 'BAD_ACCOUNT_NAME', text }
  }
  if (!isServiceName(name) && !guests.test(name)) return undefined
  return { code: 'BAD_ACCOUNT_NAME', text: `The name ${name} is kept for the network itself` }
}

export function refusePassword(
  password: string,
  { passwordCharsMin }: AccountRules,
): AccountRefusal | undefined {
  if ([...password].length < passwordCharsMin) {
    return { code: 'WEAK_PASSWORD', text: `A password has at least ${passwordCharsMin} characters` }
  }
  const no = (text: string): AccountRefusal => ({ code: 'UNACCEPTABLE_PASSWORD', text })
  if (byteLength(password) > passwordBytesMax) {
    return no(`A password has at most ${passwordBytesMax} bytes`)
  }
  return password.includes('\0') ? no('A password cannot contain NUL') : undefined
}

/** Only what can go into a mail's envelope as it is; whether it arrives, a mail must show. */
export function refuseEmail(
  email: string,
  { emailsRefused }: AccountRules,
): AccountRefusal | undefined {
  const fine = byteLength(email) <= 254 && /^[^\s@"<>(),:;\\[\]\p{C}]{1,64}@[^\s@]+$/u.test(email)
  const [, domain = ''] = email.split('@')
  if (!fine || !/^(?!-)[\p{L}\p{N}-]{1,63}(?:\.(?!-)[\p{L}\p{N}-]{1,63})*$/u.test(domain)) {
    return { code: 'INVALID_EMAIL', text: 'This is no address of e-mail' }
  }
  if (!emailsRefused.some((mask) => matches(mask.toLowerCase(), email.toLowerCase()))) {
    return undefined
  }
  return { code: 'UNACCEPTABLE_EMAIL', text: 'Addresses there are not taken here: give another' }
}

/** @param text SHA-256 in hexadecimal, colons allowed. @returns it as it is kept, or why not. */
export function readFingerprint(text: string): { fingerprint: string } | AccountRefusal {
  const fingerprint = text.replaceAll(':', '').toLowerCase()
  if (/^[0-9a-f]{64}$/.test(fingerprint)) return { fingerprint }
  const what = 'A certificate is named by its SHA-256: 64 hexadecimal digits'
  return { code: 'BAD_CERTIFICATE', text: what }
}

/** @returns how long the account stays suspended, or nothing where it is not, or no longer. */
export function suspensionAt(
  { suspended }: Pick<AccountFacts, 'suspended'>,
  now: number,
): Suspension | undefined {
  return suspended && (suspended.until ?? Number.POSITIVE_INFINITY) > now ? suspended : undefined
}
