/** Memos: short messages that wait for an account until its owner reads them. */
import { formatTime } from '#wire/chathistory.ts'
import { fit } from '#wire/fit.ts'
import { messageFrom } from '#wire/message.ts'
import { feature, reaction } from '../../core/feature.ts'
import { connected } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { usersOf } from '../connect/identities.ts'
import { accountChanged } from '../connect/login.ts'
import { userOf } from './presence.ts'

export interface Memo {
  id: string
  /** The sender's account, or the service that wrote it. */
  from: string
  text: string
  /** Milliseconds since 1970. */
  at: number
  read: boolean
}

/** What the owner of an account wants, on the shelf `memo-wishes` under its key. */
export interface MemoWishes {
  /** Whether to be told of new ones. */
  notify: boolean
  /** Whether one that comes while nobody is here is also sent by mail. */
  mail?: boolean | undefined
  /** The keys of accounts that cannot send any. */
  ignores: string[]
  /** Fewer than the configuration allows. */
  limit?: number | undefined
}

const usual: MemoWishes = { notify: true, ignores: [] }

/** Says that memos wait, to whoever signs in. */
export default feature({
  reactions: [
    reaction(connected, ({ by }, server) => tellWaiting(server, by as User)),
    reaction(accountChanged, ({ by, renamed }, server) => {
      const user = by as User
      if (user.session?.registered && !renamed) tellWaiting(server, user)
    }),
  ],
})

/** An account's memos lie on a shelf under its key and their id: nothing is read to add one. */
export class Memos {
  readonly #server: Server

  constructor(server: Server) {
    this.#server = server
  }

  /** Oldest first. */
  async of(account: string): Promise<Memo[]> {
    const found = await this.#shelf.list(`${this.#key(account)} `)
    return found.map(([, memo]) => memo).sort((a, b) => a.at - b.at)
  }

  async wishes(account: string): Promise<MemoWishes> {
    return (await this.#wishes.get(this.#key(account))) ?? usual
  }

  /** What the owner wants from now on, made of what is wanted when nobody else changes it. */
  async wish(account: string, change: (wishes: MemoWishes) => MemoWishes): Promise<void> {
    const key = this.#key(account)
    for (;;) {
      const was = await this.#wishes.get(key)
      const next = change(was ?? usual)
      const done = was ? this.#wishes.replace(key, was, next) : this.#wishes.add(key, next)
      if (await done) return
    }
  }

  /** Whether there is room for one more. */
  async hasRoom(account: string): Promise<boolean> {
    return (await this.of(account)).length < (await this.room(account))
  }

  /** How many the owner keeps at most. */
  async room(account: string): Promise<number> {
    const { memos: most } = this.#server.settings.services
    return Math.min(most, (await this.wishes(account)).limit ?? most)
  }

  /** Keeps a memo, and tells whoever is signed in to the account. */
  async deliver(account: string, from: string, text: string): Promise<void> {
    const at = this.#server.ports.now()
    const memo: Memo = { id: this.#server.ports.id(at), from, text, at, read: false }
    await this.#shelf.put(`${this.#key(account)} ${memo.id}`, memo)
    const { notify, mail } = await this.wishes(account)
    const here = usersOf(this.#server, this.#key(account))
    if (mail && !here.length) this.#mail(account, memo)
    if (!notify) return
    for (const user of here) {
      say(this.#server, user, `A new memo from ${from}: /msg MemoServ READ NEW`)
    }
  }

  /** The memo waits here as well: nobody waits for the letter, and it may get lost. */
  #mail(account: string, { from, text }: Memo): void {
    const { ports, settings } = this.#server
    const { mail, accounts } = ports
    if (!mail) return
    const letter = `${from} has left you a memo on ${settings.network}:\n\n${text}\n`
    const sent = accounts.find(account).then((found) => {
      return found?.email && mail(found.email, `A memo from ${from}`, letter)
    })
    sent.catch((error) => ports.tell('memo not mailed', { account, error: error.message }))
  }

  async mark(account: string, memo: Memo): Promise<void> {
    await this.#shelf.put(`${this.#key(account)} ${memo.id}`, { ...memo, read: true })
  }

  async remove(account: string, memo: Memo): Promise<void> {
    await this.#shelf.remove(`${this.#key(account)} ${memo.id}`)
  }

  #key(account: string): string {
    return this.#server.net.accountNames.keyOf(account)
  }

  get #shelf() {
    return this.#server.ports.shelf<Memo>('memos')
  }

  get #wishes() {
    return this.#server.ports.shelf<MemoWishes>('memo-wishes')
  }
}

/** One line for a list. */
export function heading({ from, at, read }: Memo, number: number): string {
  return `${number}  ${read ? ' ' : 'new'}  from ${from}, ${formatTime(at)}`
}

function tellWaiting(server: Server, user: User): void {
  const { account } = user
  if (account === undefined || !userOf(server, 'MemoServ')) return
  const memos = new Memos(server)
  const told = memos.of(account).then(async (all) => {
    const waiting = all.filter(({ read }) => !read).length
    if (!waiting || !(await memos.wishes(account)).notify || user.account !== account) return
    say(server, user, `New memos wait for you (${waiting}): /msg MemoServ READ NEW`)
  })
  told.catch((error) => server.ports.fault(error, 'memos'))
}

/** Answers nothing that was asked. */
function say(server: Server, user: User, text: string): void {
  const { mask } = userOf(server, 'MemoServ') ?? { mask: server.net.me.name }
  user.session?.say(fit(messageFrom(mask, 'NOTICE', user.nick, text)))
}
