/** Where we are, and what it is about. */
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Buffer } from '../state/buffer.ts'
import type { Session } from '../state/session.ts'
import { channelChanged, dialog, meet, statusChanged } from './app.ts'
import { Standing } from './buffer-list.tsx'
import type { Drawer } from './chat.tsx'
import { Icon } from './icons.tsx'
import { richText } from './rich-text.ts'
import { words } from './words.ts'

interface Props {
  session: Session
  buffer: Buffer
  open: (drawer: Drawer) => void
}

export function ChannelHeader({ session, buffer, open }: Props): JSX.Element {
  channelChanged.value
  statusChanged.value
  const say = words.value
  const channel = session.mirror.channel(buffer.name)
  const explain = () => {
    if (buffer.kind === 'channel') dialog.value = 'channel'
    else meet(session, buffer.name)
  }
  return (
    <header class="head">
      <button
        class="quiet only-small"
        type="button"
        aria-label={say.openConversations}
        onClick={() => open('buffers')}
      >
        <Icon name="menu" />
      </button>
      <div class="titles">
        <h1>
          {buffer.kind !== 'server' ? (
            <button class="open" type="button" aria-haspopup="dialog" onClick={explain}>
              <span class="name">{buffer.name}</span>
              <Icon name="unfold" />
            </button>
          ) : (
            say.serverRoom
          )}
        </h1>
        {buffer.kind === 'person' && <Standing session={session} buffer={buffer} wide />}
        {buffer.kind === 'channel' && <Topic text={channel?.topic?.text ?? ''} />}
      </div>
      {channel && <span class="headcount">{say.memberCount(channel.members.size)}</span>}
      {session.canSearch && (
        <button
          class="quiet"
          type="button"
          aria-label={say.search}
          title={say.search}
          onClick={() => open('search')}
        >
          <Icon name="search" />
        </button>
      )}
      {buffer.kind === 'channel' && (
        <button
          class="quiet only-medium"
          type="button"
          aria-label={say.openMembers}
          onClick={() => open('members')}
        >
          <Icon name="people" />
        </button>
      )}
    </header>
  )
}

function Topic({ text }: { text: string }): JSX.Element {
  const place = useRef<HTMLParagraphElement>(null)
  useEffect(() => place.current?.replaceChildren(text ? richText(text) : words.value.noTopic))
  return <p class={text ? 'topic' : 'topic none'} dir="auto" title={text} ref={place} />
}
