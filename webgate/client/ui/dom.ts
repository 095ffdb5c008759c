/** Making plain elements. Text goes in as text nodes: nothing here reads HTML. */

type Child = Node | string | undefined

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  if (className) made.className = className
  for (const child of children) if (child !== undefined) made.append(child)
  return made
}
