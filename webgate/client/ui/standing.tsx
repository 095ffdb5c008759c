/** Whether somebody is there: a dot beside their name, or a line below it. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Buffer } from '../state/buffer.ts'
import { presenceOf } from '../state/presence.ts'
import type { Session } from '../state/session.ts'
import { buffersChanged, statusChanged } from './app.ts'
import { moreWords } from './words.ts'

interface Props {
  session: Session
  buffer: Buffer
  /** As a line. */
  wide?: boolean
}

export function Standing({ session, buffer: { name }, wide }: Props): JSX.Element | null {
  statusChanged.value
  buffersChanged.value
  const presence = presenceOf(session)
  const online = session.phase === 'online'
  useEffect(() => (online ? presence.watch(name) : undefined), [presence, online, name])
  const standing = presence.of(name)
  if (!standing) return null
  const text = moreWords()[`is_${standing}`]
  if (wide) return <p class="topic">{text}</p>
  return (
    <span class="standing" data-is={standing} title={text}>
      <span class="sr">{text}</span>
    </span>
  )
}
