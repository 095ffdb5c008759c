/** Who is here, by rank. */
import { computed } from '@preact/signals'
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Member } from '#wire/mirror.ts'
import type { Buffer } from '../state/buffer.ts'
import { type Group, groupMembers } from '../state/members.ts'
import type { Session } from '../state/session.ts'
import { channelChanged } from './app.ts'
import { Icon } from './icons.tsx'
import { hueOf, initialOf } from './nick-color.ts'
import { words } from './words.ts'

interface Props {
  session: Session
  buffer: Buffer
  close: () => void
}

/** More rows than this are counted instead of drawn, until they are searched for. */
const rowsMax = 500

export function MemberList({ session, buffer, close }: Props): JSX.Element {
  const groups = useMemo(
    () =>
      computed(() => {
        channelChanged.value
        return groupMembers(session.mirror, buffer.name)
      }),
    [session, buffer],
  )
  const say = words.value
  const write = (nick: string) => {
    if (session.mirror.isMe(nick)) return
    session.show(session.open(nick))
    close()
  }
  const first = groups.value[0]?.members[0]
  return (
    <aside class="side members" aria-label={say.members}>
      <div class="side-head only-medium">
        <span class="brand">{say.members}</span>
        <button class="quiet" type="button" aria-label={say.closePanel} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <div class="scroll" data-roving>
        {groups.value.map((group) => (
          <Rank key={group.rank} group={group} first={first} write={write} />
        ))}
      </div>
    </aside>
  )
}

interface RankProps {
  group: Group
  /** The one stop for Tab. */
  first: Member | undefined
  write: (nick: string) => void
}

function Rank({ group: { rank, members }, first, write }: RankProps): JSX.Element {
  const say = words.value
  const hidden = members.length - rowsMax
  return (
    <section>
      <h2>
        {rank === 'members' ? say.membersRank : say[rank]} <span class="sum">{members.length}</span>
      </h2>
      <ul>
        {members.slice(0, rowsMax).map((member) => (
          <Person key={member.nick} member={member} stop={member === first} write={write} />
        ))}
      </ul>
      {hidden > 0 && <p class="hidden-rest">+ {hidden}</p>}
    </section>
  )
}

interface PersonProps {
  member: Member
  stop: boolean
  write: (nick: string) => void
}

function Person({ member: { nick, away }, stop, write }: PersonProps): JSX.Element {
  const say = words.value
  return (
    <li>
      <button
        type="button"
        class={away ? 'person away' : 'person'}
        data-stop
        tabIndex={stop ? 0 : -1}
        title={say.writeTo(nick)}
        onClick={() => write(nick)}
      >
        <span class="badge" style={{ '--hue': String(hueOf(nick)) }} aria-hidden="true">
          {initialOf(nick)}
        </span>
        <span class="name">{nick}</span>
        {away && <span class="note">{say.isAway}</span>}
      </button>
    </li>
  )
}
