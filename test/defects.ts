/** Lines that tell of a defect, among what a process wrote: a log of JSON lines, a stack. */
export function defectsIn(output: string): string[] {
  return output.split('\n').filter((line) => /"level":"(error|fatal)"|^\s+at .*:\d+/.test(line))
}
