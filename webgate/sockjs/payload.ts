/** What a browser sends: a JSON array of texts, or by WebSocket also a single one. */

/** @returns nothing when it is something else. */
export function readMessages(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const list = Array.isArray(value) ? value : [value]
    return list.every((one) => typeof one === 'string') ? list : undefined
  } catch {
    return undefined
  }
}
