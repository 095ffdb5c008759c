/**
 * What is said with one neighbour about the log. Each says how far it is; whoever is ahead sends what
 * the other lacks, a few entries at a time, and waits until they are safe there. One whose log says
 * something else, or ends too early, is sent everything as it is.
 */
import {
  type Correspondent,
  comparePositions,
  type Era,
  type LedgerEntry,
  type LedgerMessage,
  type Neighbour,
  type Position,
  type StoredDocument,
} from '#wire/ledger.ts'
import { epochAt, type Head, isWhole } from './journal.ts'

/** Entries in one message, and about how many letters of it. */
const entriesMax = 50
const lettersMax = 48 * 1024
/** What a snapshot may have, in letters: nobody fills our memory. */
const snapshotLettersMax = 512 * 1024 * 1024

export interface Staged {
  id: string
  eras: Era[]
  number: number
  documents: StoredDocument[]
}

/** What a correspondence needs of the server's log. */
export interface Archive {
  head(): Promise<Head | undefined>
  /** Whether it may take over another log than the one that it has. */
  readonly isOpen: boolean
  after(number: number, limit: number): Promise<LedgerEntry[]>
  /** All documents, and the log at the moment when they are so. */
  gather(): Promise<{ head: Head; documents: StoredDocument[] } | undefined>
  take(entries: LedgerEntry[]): Promise<void>
  install(staged: Staged): Promise<void>
  asked(message: Extract<LedgerMessage, { t: 'ask' }>, by: Correspondence): void
  answered(message: Extract<LedgerMessage, { t: 'answer' }>, by: Correspondence): void
  left(by: Correspondence): void
  fault(error: unknown): void
}

export class Correspondence implements Correspondent {
  readonly neighbour: Neighbour
  /** How far it is; nothing until it has said so. */
  theirs: Position | undefined
  readonly #archive: Archive
  #isWaiting = false
  #isFeeding = false
  /** Whether there may be something that it lacks. */
  #isDue = false
  /** What is still to be sent of a snapshot. */
  #outgoing: StoredDocument[] | undefined
  #staged: (Staged & { letters: number }) | undefined
  #hearing: Promise<void> = Promise.resolve()
  #isOver = false

  constructor(neighbour: Neighbour, archive: Archive) {
    this.neighbour = neighbour
    this.#archive = archive
  }

  /** Says how far we are. */
  async sayWhere(): Promise<void> {
    const head = await this.#archive.head()
    if (!head && !this.#archive.isOpen) return
    const { id = '', epoch = '', number = 0 } = head ?? {}
    this.send({ t: 'have', id, epoch, number })
  }

  /** One after the other, in their order. */
  hear(message: unknown): void {
    this.#hearing = this.#hearing
      .then(() => (this.#isOver ? undefined : this.#hear(message as LedgerMessage)))
      .catch((error) => {
        this.#archive.fault(error)
        if (!this.#isOver) this.neighbour.refuse('What it says of accounts cannot be read')
      })
  }

  ended(): void {
    this.#isOver = true
    this.#staged = undefined
    this.#outgoing = undefined
    this.#archive.left(this)
  }

  send(message: LedgerMessage): void {
    if (!this.#isOver) this.neighbour.send(message)
  }

  /** Sends what it lacks, if it lacks anything and is not at it. */
  async feed(): Promise<void> {
    this.#isDue = true
    if (this.#isFeeding) return
    this.#isFeeding = true
    try {
      while (this.#isDue && !this.#isWaiting && !this.#outgoing && !this.#isOver) {
        this.#isDue = false
        await this.#feed()
      }
    } finally {
      this.#isFeeding = false
    }
  }

  async #feed(): Promise<void> {
    const head = await this.#archive.head()
    const { theirs } = this
    if (!head || !theirs || comparePositions(theirs, head) >= 0) return
    const { epoch, number } = theirs
    const isShared = epoch !== '' && number >= head.base && epochAt(head, number) === epoch
    if (!isShared) return this.#beginSnapshot()
    const entries = fitting(await this.#archive.after(number, entriesMax))
    if (!entries.length) return
    if (!isWhole(entries)) return this.#beginSnapshot()
    this.#isWaiting = true
    this.send({ t: 'entries', entries })
  }

  async #beginSnapshot(): Promise<void> {
    const all = await this.#archive.gather()
    if (!all || this.#isOver) return
    const { id, eras, number } = all.head
    this.#outgoing = all.documents
    this.send({ t: 'snapshot', id, eras, number })
  }

  #goOn(): void {
    if (!this.#outgoing) return
    let letters = 0
    let count = 0
    for (const document of this.#outgoing) {
      letters += JSON.stringify(document).length
      if (count > 0 && letters > lettersMax) break
      count++
    }
    const documents = this.#outgoing.splice(0, count)
    const last = this.#outgoing.length === 0
    if (last) {
      this.#outgoing = undefined
      this.#isWaiting = true
    }
    this.send({ t: 'documents', documents, last })
  }

  async #hear(message: LedgerMessage): Promise<void> {
    switch (message.t) {
      case 'have':
        return this.#hearPosition(message)
      case 'entries':
        this.#hasItself(message.entries.at(-1))
        await this.#archive.take(message.entries)
        return this.sayWhere()
      case 'snapshot': {
        const { id, eras, number } = message
        const head = await this.#archive.head()
        if (head ? head.id !== id : !this.#archive.isOpen) return
        this.#staged = { id, eras, number, documents: [], letters: 0 }
        return this.send({ t: 'more' })
      }
      case 'documents':
        return this.#hearDocuments(message.documents, message.last)
      case 'more':
        return this.#goOn()
      case 'ask':
        return this.#archive.asked(message, this)
      case 'answer':
        return this.#archive.answered(message, this)
    }
  }

  async #hearPosition({ id, epoch, number }: Extract<LedgerMessage, { t: 'have' }>) {
    const head = await this.#archive.head()
    if (head && id && head.id !== id) {
      return this.neighbour.refuse('Its accounts are those of another network')
    }
    this.theirs = { epoch: String(epoch), number: Number(number) }
    this.#isWaiting = false
    this.#outgoing = undefined
    await this.feed()
  }

  /** What it sends us need not be sent back. */
  #hasItself({ epoch, number }: Position = { epoch: '', number: 0 }): void {
    const sent = { epoch, number }
    if (this.theirs && comparePositions(sent, this.theirs) > 0) this.theirs = sent
  }

  async #hearDocuments(documents: StoredDocument[], last: boolean): Promise<void> {
    const staged = this.#staged
    if (!staged) return
    staged.letters += JSON.stringify(documents).length
    if (staged.letters > snapshotLettersMax) throw new Error('a snapshot was too large')
    for (const document of documents) staged.documents.push(document)
    if (!last) return this.send({ t: 'more' })
    this.#staged = undefined
    const { number } = staged
    this.#hasItself({ epoch: epochAt(staged, number), number })
    await this.#archive.install(staged)
    await this.sayWhere()
  }
}

/** As many as make a message of a fair size; one at least. */
function fitting(entries: LedgerEntry[]): LedgerEntry[] {
  let letters = 0
  const tooMany = entries.findIndex((entry, i) => {
    letters += JSON.stringify(entry).length
    return i > 0 && letters > lettersMax
  })
  return tooMany < 0 ? entries : entries.slice(0, tooMany)
}
