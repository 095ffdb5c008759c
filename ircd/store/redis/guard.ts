/** An owner's side of the fence: see `../leases.ts`. */
import { type Fence, Fenced } from '../leases.ts'
import type { Tag } from './keys.ts'

export class Guard {
  readonly fence: Fence
  /** Where older owners have been shut out. */
  readonly #raised = new Set<string>()
  #lost = false

  constructor(fence: Fence) {
    this.fence = fence
  }

  /** Calls `raise` where nothing of this tag has been touched: what is called next comes behind. */
  first({ tag }: Tag, raise: (fence: Fence) => Promise<unknown>): void {
    if (this.#raised.has(tag)) return
    this.#raised.add(tag)
    this.watch(raise(this.fence)).catch(() => {
      // Whatever is called next is refused as well, and says so.
    })
  }

  /** Tells the owner, once, that there is a newer one. */
  async watch<T>(called: Promise<T>): Promise<T> {
    try {
      return await called
    } catch (error) {
      if (error instanceof Fenced && !this.#lost) {
        this.#lost = true
        this.fence.lost()
      }
      throw error
    }
  }
}
