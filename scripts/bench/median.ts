/**
 * The median of each number in results of one shape; what is no number is taken from the first.
 * Rounds disagree by what else the machine was doing: a median forgets the worst of it.
 */
export function medians<T>(results: readonly T[]): T {
  const [first] = results
  if (typeof first === 'number') return median(results as readonly number[]) as T
  if (typeof first !== 'object' || first === null) return first as T
  if (Array.isArray(first)) {
    const columns = first.map((_, i) => medians(results.map((each) => (each as unknown[])[i])))
    return columns as T
  }
  const keys = Object.keys(first) as (keyof T)[]
  return Object.fromEntries(keys.map((key) => [key, medians(results.map((r) => r[key]))])) as T
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
