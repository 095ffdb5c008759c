/** Who is here, by rank. Of a large channel as many are drawn as have been scrolled to. */
import { computed, type Signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Member } from '#wire/mirror.ts'
import type { Buffer } from '../state/buffer.ts'
import { type Group, groupMembers } from '../state/members.ts'
import type { Session } from '../state/session.ts'
import { channelChanged, meet } from './app.ts'
import { Icon } from './icons.tsx'
import { hueOf, initialOf } from './nick-color.ts'
import { words } from './words.ts'

interface Props {
  session: Session
  buffer: Buffer
  close: () => void
}

/** Rows that fill a screen, and how many more are drawn when their end comes into view. */
const rowsAtOnce = 60
/** Fewer members than this are found by looking. */
const filterMin = 15

export function MemberList({ session, buffer, close }: Props): JSX.Element {
  const part = useSignal('')
  const shown = useSignal(rowsAtOnce)
  const groups = useMemo(
    () =>
      computed(() => {
        channelChanged.value
        return groupMembers(session.mirror, buffer.name, part.value)
      }),
    [session, buffer, part],
  )
  useEffect(() => {
    part.value = ''
    shown.value = rowsAtOnce
  }, [buffer, part, shown])
  const say = words.value
  const look = (nick: string) => {
    close()
    meet(session, nick)
  }
  const total = session.mirror.channel(buffer.name)?.members.size ?? 0
  const found = groups.value.reduce((sum, { members }) => sum + members.length, 0)
  const first = groups.value[0]?.members[0]
  return (
    <aside class="side members" aria-label={say.members}>
      <div class="side-head only-medium">
        <span class="brand">{say.members}</span>
        <button class="quiet" type="button" aria-label={say.closePanel} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {total >= filterMin && <Filter part={part} />}
      <div class="scroll" data-roving>
        {cut(groups.value, shown.value).map((group) => (
          <Rank key={group.rank} group={group} first={first} look={look} />
        ))}
        {found > shown.value && (
          <End key={shown.value} reached={() => (shown.value += rowsAtOnce * 4)} />
        )}
      </div>
    </aside>
  )
}

function Filter({ part }: { part: Signal<string> }): JSX.Element {
  return (
    <input
      class="filter"
      type="search"
      aria-label={words.value.findMember}
      placeholder={words.value.findMember}
      autocapitalize="none"
      autocomplete="off"
      spellcheck={false}
      value={part.value}
      onInput={({ currentTarget }) => (part.value = currentTarget.value.trim())}
    />
  )
}

interface Shown extends Group {
  /** Also of those that are not drawn. */
  count: number
}

function cut(groups: Group[], max: number): Shown[] {
  let left = max
  return groups.map(({ rank, members }) => {
    const drawn = members.slice(0, Math.max(0, left))
    left -= drawn.length
    return { rank, members: drawn, count: members.length }
  })
}

/** The end of what is drawn: when it comes into view, there shall be more. */
function End({ reached }: { reached: () => void }): JSX.Element {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const seen = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) reached()
    })
    seen.observe(place.current!)
    return () => seen.disconnect()
  }, [])
  return <div class="end" ref={place} />
}

interface RankProps {
  group: Shown
  /** The one stop for Tab. */
  first: Member | undefined
  look: (nick: string) => void
}

function Rank({ group: { rank, members, count }, first, look }: RankProps): JSX.Element {
  const say = words.value
  return (
    <section>
      <h2>
        {rank === 'members' ? say.membersRank : say[rank]} <span class="sum">{count}</span>
      </h2>
      <ul>
        {members.map((member) => (
          <Person key={member.nick} member={member} stop={member === first} look={look} />
        ))}
      </ul>
    </section>
  )
}

interface PersonProps {
  member: Member
  stop: boolean
  look: (nick: string) => void
}

function Person({ member: { nick, away }, stop, look }: PersonProps): JSX.Element {
  const say = words.value
  return (
    <li>
      <button
        type="button"
        class={away ? 'person away' : 'person'}
        data-stop
        tabIndex={stop ? 0 : -1}
        aria-haspopup="dialog"
        onClick={() => look(nick)}
      >
        <span class={`badge hue${hueOf(nick)}`} aria-hidden="true">
          {initialOf(nick)}
        </span>
        <span class="name">{nick}</span>
        {away && <span class="note">{say.isAway}</span>}
      </button>
    </li>
  )
}
