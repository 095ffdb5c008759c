/**
 * The words in Slack's blocks, for senders that post nothing else.
 * Source: https://docs.slack.dev/reference/block-kit/blocks
 */
import { formatted, unformatted } from './mrkdwn.ts'
import { type Fields, isFields, list, textOf } from './payload.ts'

const bold = '\x02'
/** Slack nests lists in sections, no more; what goes further is nobody's text. */
const depthMax = 20

export function blockLines(blocks: Fields[]): string[] {
  return blocks.flatMap(linesOf)
}

function linesOf(block: Fields): string[] {
  switch (block.type) {
    case 'header':
      return textLines(block.text).map((line) => `${bold}${line}${bold}`)
    case 'section':
      return [...textLines(block.text), ...list(block.fields).flatMap(textLines)]
    case 'context':
      return list(block.elements).flatMap(textLines)
    case 'image':
      return [[textOf(block.alt_text), textOf(block.image_url)].filter(Boolean).join(' ')]
    case 'rich_text':
      return formatted(richText(block))
    case 'markdown':
      return formatted(textOf(block.text))
    default:
      return []
  }
}

/** A text object: `{ "type": "mrkdwn" or "plain_text", "text": "…" }`. */
function textLines(value: unknown): string[] {
  if (!isFields(value)) return []
  const text = textOf(value.text)
  return value.type === 'plain_text' ? unformatted(text) : formatted(text)
}

/** Rich text is a tree with texts at its ends; each branch of the first rank is a line or more. */
function richText({ elements }: Fields): string {
  return list(elements)
    .map((branch) => (Array.isArray(branch.elements) ? leaves(branch, depthMax) : ''))
    .join('\n')
}

function leaves({ elements, type }: Fields, depth: number): string {
  if (depth === 0) return ''
  const separator = type === 'rich_text_list' ? '\n' : ''
  return list(elements)
    .map((leaf) => (Array.isArray(leaf.elements) ? leaves(leaf, depth - 1) : leafText(leaf)))
    .join(separator)
}

function leafText(leaf: Fields): string {
  if (leaf.type === 'link') return `<${textOf(leaf.url)}|${textOf(leaf.text)}>`
  if (leaf.type === 'emoji') return `:${textOf(leaf.name)}:`
  if (leaf.type === 'user') return `@${textOf(leaf.user_id)}`
  return textOf(leaf.text)
}
