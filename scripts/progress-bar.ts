/** Shows how far a long command is: a bar on a terminal, now and then a line elsewhere. */
import type { WriteStream } from 'node:tty'

const barChars = 24
const drawEveryMs = 100
const lineEveryMs = 5_000

export class ProgressBar implements Disposable {
  readonly #out: Pick<WriteStream, 'write' | 'isTTY' | 'columns'>
  #shownAt = Number.NEGATIVE_INFINITY
  #doing = ''

  constructor(out: Pick<WriteStream, 'write' | 'isTTY' | 'columns'> = process.stderr) {
    this.#out = out
  }

  /**
   * @param doing begins the line
   * @param done 0 … 1
   * @param detail ends the line, shortened where there is no room
   */
  show(doing: string, done: number, detail: string): void {
    const now = performance.now()
    const every = this.#out.isTTY ? drawEveryMs : lineEveryMs
    if (doing === this.#doing && now - this.#shownAt < every && done < 1) return
    this.#doing = doing
    this.#shownAt = now
    const percent = `${String(Math.floor(done * 100)).padStart(3)} %`
    if (!this.#out.isTTY) {
      this.#out.write(`${doing} ${percent.trim()}  ${detail}\n`)
      return
    }
    const full = Math.round(done * barChars)
    const bar = `[${'#'.repeat(full)}${'.'.repeat(barChars - full)}]`
    const line = `${doing} ${bar} ${percent}  ${detail}`
    this.#out.write(`\r\x1b[K${line.slice(0, (this.#out.columns || 80) - 1)}`)
  }

  /** Takes the bar away. */
  [Symbol.dispose](): void {
    if (this.#out.isTTY) this.#out.write('\r\x1b[K')
  }
}
