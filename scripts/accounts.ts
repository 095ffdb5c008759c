/** Accounts as the operator handles them: on the store itself, whether or not a server runs. */
import { hashPassword } from '#host/secrets.ts'
import { forgetCertificates } from '#store/certificates.ts'
import type { Account, Store } from '#store/store.ts'
import { foldAscii } from '#wire/casemap.ts'
import { isNick, passwordBytesMax } from '#wire/names.ts'

export interface Rules {
  nameCharsMax: number
  passwordCharsMin: number
}

/** @throws Error of one line when the name or the password will not do, or the name is taken. */
export async function addAccount(
  store: Store,
  name: string,
  password: string,
  rules: Rules,
): Promise<void> {
  checkName(name, rules)
  checkPassword(password, rules)
  const credentials = await hashPassword(password)
  const account: Account = { name, createdAt: Date.now(), credentials }
  const added = await store.accounts.add(foldAscii(name), account)
  if (!added) throw new Error(`there is an account ${name} already`)
}

/**
 * Sessions that are open stay open.
 * @throws Error of one line when there is no such account, or the password will not do.
 */
export async function changePassword(
  store: Store,
  name: string,
  password: string,
  rules: Rules,
): Promise<void> {
  const account = await requireAccount(store, name)
  checkPassword(password, rules)
  const credentials = await hashPassword(password)
  await store.accounts.put(foldAscii(name), { ...account, credentials })
}

/**
 * Forgets an account with everything that only its owner could read, so that whoever takes the
 * name next finds nothing. What it said in channels is the channels'.
 * @throws Error of one line when there is no such account.
 */
export async function removeAccount(store: Store, name: string): Promise<void> {
  const account = await requireAccount(store, name)
  const key = foldAscii(name)
  await forgetCertificates(store, account)
  await store.accounts.remove(key)
  for (const shelf of [store.networks, store.cursors, store.shelf('markers')]) {
    for (const [entry] of await shelf.list(`${key}/`)) await shelf.remove(entry)
  }
  for (const log of [`talk/${key}`, `user/${key}`, ...(await store.log.logs(`user/${key}/`))]) {
    await store.log.forget(log)
  }
}

/** In the order of their folded names. */
export async function listAccounts(store: Store): Promise<Account[]> {
  const entries = await store.accounts.list()
  return entries.map(([, account]) => account)
}

/** @throws Error of one line when there is no such account. */
export async function requireAccount(store: Store, name: string): Promise<Account> {
  const account = await store.accounts.get(foldAscii(name))
  if (!account) throw new Error(`there is no account ${JSON.stringify(name)}`)
  return account
}

/**
 * An account is named as the nick of its owner, so it has the form of one.
 * @throws Error of one line that says what is allowed.
 */
export function checkName(name: string, { nameCharsMax }: Rules): void {
  if (isNick(name, nameCharsMax)) return
  throw new Error(
    `${JSON.stringify(name)} cannot be the name of an account: it has at most ${nameCharsMax} ` +
      'letters, digits and -_[]{}\\|^`, and begins with none of 0-9 and -',
  )
}

function checkPassword(password: string, { passwordCharsMin }: Rules): void {
  if ([...password].length < passwordCharsMin) {
    throw new Error(`a password has at least ${passwordCharsMin} characters`)
  }
  if (Buffer.byteLength(password) > passwordBytesMax) {
    throw new Error(`a password has at most ${passwordBytesMax} bytes`)
  }
  if (password.includes('\0')) throw new Error('a password cannot contain NUL')
}
