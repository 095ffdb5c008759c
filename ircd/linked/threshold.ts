/**
 * Where clients and servers part: both come to the same ports, as they do with Solanum and
 * ircd-hybrid, and a server says CAPAB or SERVER, which no client does.
 */

/** What is kept of a connection that has not registered: a server's password comes before all else. */
export class Threshold {
  #password: string | undefined

  /**
   * @param line one line, without CR LF
   * @returns the lines that a server has said so far, from which its link goes on; nothing as long
   *   as it may be a client.
   */
  read(line: string): string[] | undefined {
    const verb = /^(?:@\S* +)?(?::\S* +)?(PASS|CAPAB|SERVER) /i.exec(line)?.[1]?.toUpperCase()
    if (verb === undefined) return undefined
    if (verb !== 'PASS') return this.#password === undefined ? [line] : [this.#password, line]
    this.#password = line
    return undefined
  }
}
