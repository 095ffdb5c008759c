/** Looking for what was said, and going there. Loaded when it is first opened. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { withoutFormatting } from '../state/formatting.ts'
import { askOlder } from '../state/older-hits.ts'
import { readQuery } from '../state/query.ts'
import { type Found, type Hit, type Query, searchOf } from '../state/search.ts'
import type { Session } from '../state/session.ts'
import { links, networks, show } from './app.ts'
import { momentText } from './clock.ts'
import { Icon } from './icons.tsx'
import { hueOf } from './nick-color.ts'
import { moreWords, words } from './words.ts'

interface Props {
  session: Session
  /** A result was chosen, or the person has enough of it. */
  close: (why: 'chosen' | 'closed') => void
}

type Scope = 'here' | 'network' | 'all'

/** What was asked, and whom: the reader may look at another network meanwhile. */
interface Asked {
  session: Session
  query: Query
}

export function SearchPanel({ session, close }: Props): JSX.Element {
  const box = useRef<HTMLInputElement>(null)
  const scope = useSignal<Scope>(session.active.kind === 'server' ? 'network' : 'here')
  const asked = useSignal<Asked | undefined>(undefined)
  const found = useSignal<Found | undefined>(undefined)
  const busy = useSignal(false)
  const say = words.value
  useEffect(() => box.current!.focus(), [])
  const ask = async (question: Asked, known: Hit[]) => {
    asked.value = question
    busy.value = true
    const { query } = question
    const search = searchOf(question.session)
    const answer = await (known.length > 0 ? askOlder(search, query, known) : search.ask(query))
    if (asked.value !== question) return
    busy.value = false
    found.value = { ...answer, hits: [...known, ...answer.hits] }
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const query = { ...whereOf(scope.value, session), ...readQuery(box.current!.value) }
    if (query.text || query.from) void ask({ session, query }, [])
  }
  const more = () => {
    if (asked.value && found.value) void ask({ ...asked.value }, found.value.hits)
  }
  const visit = (hit: Hit) => {
    goTo(asked.value!.session, hit)
    close('chosen')
  }
  return (
    <aside class="side members search" aria-label={say.search}>
      <form class="search-form" onSubmit={submit}>
        <input
          ref={box}
          type="search"
          aria-label={say.search}
          placeholder={moreWords().searchPlaceholder}
          autocapitalize="none"
          autocomplete="off"
        />
        <button
          class="quiet"
          type="button"
          aria-label={say.closePanel}
          onClick={() => close('closed')}
        >
          <Icon name="close" />
        </button>
        <ScopeChoice session={session} scope={scope.value} choose={(one) => (scope.value = one)} />
      </form>
      <div class="scroll" data-roving aria-live="polite" aria-busy={busy.value}>
        <Outcome found={found.value} busy={busy.value} query={asked.value?.query} visit={visit} />
        {found.value?.more && !busy.value && (
          <button class="secondary older-hits" type="button" onClick={more}>
            {moreWords().olderResults}
          </button>
        )}
      </div>
    </aside>
  )
}

interface ScopeProps {
  session: Session
  scope: Scope
  choose: (scope: Scope) => void
}

function ScopeChoice({ session, scope, choose }: ScopeProps): JSX.Element {
  const { active } = session
  return (
    <select
      aria-label={moreWords().searchIn}
      value={scope}
      onChange={({ currentTarget }) => choose(currentTarget.value as Scope)}
    >
      {active.kind !== 'server' && <option value="here">{active.name}</option>}
      <option value="network">{moreWords().allConversations}</option>
      {networks.value && links.value.length > 1 && (
        <option value="all">{moreWords().allNetworks}</option>
      )}
    </select>
  )
}

interface OutcomeProps {
  found: Found | undefined
  busy: boolean
  query: Query | undefined
  visit: (hit: Hit) => void
}

function Outcome({ found, busy, query, visit }: OutcomeProps): JSX.Element | null {
  const say = words.value
  if (busy && !found?.hits.length) return <p class="outcome">{moreWords().searching}</p>
  if (!found) return <p class="outcome">{moreWords().searchHint}</p>
  if (found.refusal !== undefined) return <p class="outcome">{found.refusal || say.notConnected}</p>
  if (found.hits.length === 0) return <p class="outcome">{moreWords().nothingFound}</p>
  const parts = wordsOf(query?.text ?? '')
  return (
    <ul class="hits">
      {found.hits.map((hit, n) => (
        <li key={hit.msgid ?? n}>
          <button type="button" data-stop tabIndex={n === 0 ? 0 : -1} onClick={() => visit(hit)}>
            <span class="hit-head">
              <strong class={`nick hue${hueOf(hit.by)}`}>{hit.by}</strong>
              <span>{hit.window}</span>
              <time dateTime={new Date(hit.at).toISOString()}>{momentText(hit.at)}</time>
            </span>
            <span class="hit-text" dir="auto">
              {marked(withoutFormatting(hit.text).slice(0, 400), parts)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The words that were looked for stand out. */
function marked(text: string, parts: string[]): (string | JSX.Element)[] {
  if (parts.length === 0) return [text]
  const any = new RegExp(`(${parts.map(escapePattern).join('|')})`, 'giu')
  return text.split(any).map((piece, n) => (n % 2 ? <mark key={n}>{piece}</mark> : piece))
}

function wordsOf(text: string): string[] {
  return text.split(/[\s"*]+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
}

function escapePattern(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

function whereOf(scope: Scope, { active }: Session): Partial<Query> {
  if (scope === 'here') return { in: active.name }
  return scope === 'all' ? { network: '*' } : {}
}

function goTo(asked: Session, { network, window, msgid }: Hit): void {
  const link = links.value.find(({ session, info }) =>
    network ? info.value?.id === network : session === asked,
  )
  // The network may have been removed since.
  if (!link) return
  const there = link.session
  const buffer = there.open(window)
  show(there, buffer)
  if (msgid) there.reading.goTo(buffer, msgid)
}
