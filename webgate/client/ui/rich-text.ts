/** A message's text as nodes: formatting as classes, links as anchors that tell nobody. */
import { type Run, readFormatting, type Style } from '../state/formatting.ts'
import { element } from './dom.ts'

/** Colours beyond the sixteen that every theme defines are shown as the text's own. */
const themeColors = 16

/** Nothing of what `richText` looks for is in a text without these. */
const rich = /[\x00-\x08\x0b-\x1f\x7f]|https?:/i

/** Most texts are plain. */
export function putText(place: HTMLElement, text: string): void {
  if (rich.test(text)) place.replaceChildren(richText(text))
  else place.textContent = text
}

export function richText(text: string): DocumentFragment {
  const nodes = document.createDocumentFragment()
  for (const run of readFormatting(text)) nodes.append(nodeOf(run))
  return nodes
}

function nodeOf({ text, style, href }: Run): Node {
  const classes = classesOf(style)
  if (href === undefined) {
    return classes
      ? element(style.mono ? 'code' : 'span', classes, text)
      : document.createTextNode(text)
  }
  const link = element('a', classes, text)
  link.href = href
  link.target = '_blank'
  link.rel = 'noopener noreferrer'
  return link
}

function classesOf(style: Style): string {
  const classes: string[] = []
  for (const name of ['bold', 'italic', 'underline', 'strike', 'mono', 'reverse'] as const) {
    if (style[name]) classes.push(name)
  }
  if (isThemed(style.color)) classes.push(`fg${style.color}`)
  if (isThemed(style.background)) classes.push(`bg${style.background}`)
  return classes.join(' ')
}

function isThemed(color: number | undefined): color is number {
  return color !== undefined && color < themeColors
}
