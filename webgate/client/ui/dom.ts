/** Making plain elements. Text goes in as text nodes: nothing here reads HTML. */

type Child = Node | string | undefined

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  if (className) made.className = className
  const [only] = children
  if (children.length === 1 && typeof only === 'string') made.textContent = only
  else for (const child of children) if (child !== undefined) made.append(child)
  return made
}
