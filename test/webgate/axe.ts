/** axe-core, which finds what a reader without eyes or hands cannot use. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = createRequire(import.meta.url)('axe-core').source as string

interface Violation {
  id: string
  help: string
  nodes: { html: string }[]
}

/** @param where stands in the error */
export async function nothingToObject(page: Page, where: string): Promise<void> {
  await page.evaluate(source)
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: Violation[] }> }
    }
    return (await axe.run()).violations
  })
  const told = violations.map(
    ({ id, help, nodes }) => `${where}: ${id}: ${help}: ${nodes[0]?.html}`,
  )
  assert.deepEqual(told, [])
}
