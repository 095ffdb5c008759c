/** DNS as a table: PTR by address, A and AAAA by name. */
export function lookups(ptr: Record<string, string[]>, forward: Record<string, string[]>) {
  const asked: string[] = []
  const find = (table: Record<string, string[]>) => async (key: string) => {
    asked.push(key)
    const found = table[key]
    if (!found) throw new Error('ENOTFOUND')
    return found
  }
  const family = (v6: boolean) => async (name: string) =>
    (await find(forward)(name)).filter((ip) => ip.includes(':') === v6)
  const resolver = { reverse: find(ptr), resolve4: family(false), resolve6: family(true) }
  return { asked, resolver: resolver as never }
}
