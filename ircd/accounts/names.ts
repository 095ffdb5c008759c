/**
 * Whose a nick is. The account's name is one, those that it had before are, and those that it has
 * grouped. The shelves `nicks`, by the folded nick, and `likenesses`, by how it looks, lead to the
 * account, and are only believed where it agrees.
 */
import type { Account, Store } from '#store/store.ts'
import type { NickOwner } from '#wire/account.ts'
import { foldAscii } from '#wire/casemap.ts'
import { likenessOf } from '#wire/likeness.ts'

/** Where a nick, or its look, leads. */
interface Claim {
  /** The key of the account. */
  account: string
}

/** @returns nobody where the nick neither is an account's nor looks like one. */
export async function ownerOf(store: Store, nick: string): Promise<NickOwner | undefined> {
  const [named, grouped, alike] = await Promise.all([
    store.accounts.get(foldAscii(nick)),
    claimed(store, 'nicks', foldAscii(nick)),
    claimed(store, 'likenesses', likenessOf(nick)),
  ])
  const isSame = (own: string) => foldAscii(own) === foldAscii(nick)
  const owner = named ?? grouped
  const own = owner && namesOf(owner).find(isSame)
  if (own !== undefined) return ownership(owner!, own, true)
  const look = likenessOf(nick)
  const like = alike && namesOf(alike).find((one) => likenessOf(one) === look)
  return like === undefined ? undefined : ownership(alike!, like, isSame(like))
}

/** The account that is, or was, called so. */
export async function accountNamed(store: Store, name: string): Promise<Account | undefined> {
  const folded = foldAscii(name)
  const first = await store.accounts.get(folded)
  if (first) return first
  const later = await claimed(store, 'nicks', folded)
  const isCalled = later && titlesOf(later).some((one) => foldAscii(one) === folded)
  return isCalled ? later : undefined
}

/** What an account is kept under, whatever it is called now: its first name. */
export function keyOf({ name, formerly = [] }: Account): string {
  return foldAscii(formerly[0] ?? name)
}

/** What it is and was called, each once. */
export function titlesOf({ name, formerly = [] }: Account): string[] {
  return [name, ...formerly.filter((one) => foldAscii(one) !== foldAscii(name))]
}

/** @returns whether nobody else has the nick, or one that looks like it. */
export async function claim(store: Store, nick: string, account: string): Promise<boolean> {
  const owner = await ownerOf(store, nick)
  if (owner && owner.key !== account) return false
  const look = likenessOf(nick)
  const shelf = store.shelf<Claim>('likenesses')
  if (await shelf.add(look, { account })) return true
  const before = await shelf.get(look)
  const known = before && (await claimed(store, 'likenesses', look))
  // Somebody was faster, or has it no longer.
  if (known && before.account !== account) return false
  await shelf.put(look, { account })
  return true
}

export async function group(store: Store, nick: string, account: string): Promise<void> {
  await store.shelf<Claim>('nicks').put(foldAscii(nick), { account })
}

/** Lets go what the account, as it is kept now, has no claim to any more. */
export async function release(store: Store, nicks: readonly string[], account: string) {
  const letGo = async (name: string, key: string) => {
    const shelf = store.shelf<Claim>(name)
    const isOwn = (await shelf.get(key))?.account === account
    if (isOwn && !(await claimed(store, name, key))) await shelf.remove(key)
  }
  for (const nick of nicks) {
    await letGo('nicks', foldAscii(nick))
    await letGo('likenesses', likenessOf(nick))
  }
}

export function namesOf(account: Account): string[] {
  return [...titlesOf(account), ...(account.nicks ?? [])]
}

async function claimed(store: Store, shelf: string, key: string): Promise<Account | undefined> {
  const claim = await store.shelf<Claim>(shelf).get(key)
  const account = claim && (await store.accounts.get(claim.account))
  const read = shelf === 'nicks' ? foldAscii : likenessOf
  return account && namesOf(account).some((one) => read(one) === key) ? account : undefined
}

function ownership(account: Account, nick: string, exact: boolean): NickOwner {
  const { name, settings, unverified } = account
  const { enforce } = settings ?? {}
  return { account: name, key: keyOf(account), nick, exact, verified: !unverified, enforce }
}
