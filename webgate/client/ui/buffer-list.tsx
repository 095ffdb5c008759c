/** The conversations, with what is unread in each. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Buffer, BufferKind } from '../state/buffer.ts'
import { perform } from '../state/commands.ts'
import type { Session } from '../state/session.ts'
import { buffersChanged, leave, socketState, statusChanged } from './app.ts'
import { Icon, Mark } from './icons.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { hueOf, initialOf } from './nick-color.ts'
import { words } from './words.ts'

interface Props {
  session: Session
  close: () => void
}

export function BufferList({ session, close }: Props): JSX.Element {
  buffersChanged.value
  const say = words.value
  return (
    <nav class="side buffers" aria-label={say.conversations}>
      <div class="side-head">
        <Mark />
        <span class="brand">causerie</span>
        <button class="quiet only-small" type="button" aria-label={say.closePanel} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <div class="scroll" data-roving>
        <Group title={say.rooms} kind="channel" session={session} close={close} />
        <Group title={say.people} kind="person" session={session} close={close} />
        <Group title="" kind="server" session={session} close={close} />
      </div>
      <JoinForm session={session} close={close} />
      <Self session={session} />
    </nav>
  )
}

interface GroupProps extends Props {
  title: string
  kind: BufferKind
}

function Group({ title, kind, session, close }: GroupProps): JSX.Element | null {
  buffersChanged.value
  const buffers = session.buffers.filter((one) => one.kind === kind)
  if (buffers.length === 0) return null
  return (
    <section>
      {title && <h2>{title}</h2>}
      <ul>
        {buffers.map((buffer) => (
          <Item key={buffer} buffer={buffer} session={session} close={close} />
        ))}
      </ul>
    </section>
  )
}

function Item({ buffer, session, close }: Props & { buffer: Buffer }): JSX.Element {
  buffersChanged.value
  const say = words.value
  const current = buffer === session.active
  const name = buffer.kind === 'server' ? say.serverRoom : buffer.name
  const show = () => {
    session.show(buffer)
    close()
  }
  return (
    <li class={buffer.joined || buffer.kind === 'server' ? '' : 'outside'}>
      <button
        type="button"
        class="buffer"
        data-stop
        tabIndex={current ? 0 : -1}
        aria-current={current ? 'page' : undefined}
        onClick={show}
      >
        <span class="name">{name}</span>
        <Counters unread={buffer.unread} mentions={buffer.mentions} />
      </button>
      {buffer.kind !== 'server' && (
        <button
          class="quiet remove"
          type="button"
          tabIndex={current ? 0 : -1}
          aria-label={say.closeRoom(name)}
          onClick={() => session.close(buffer)}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  )
}

interface Counts {
  unread: number
  mentions: number
}

function Counters({ unread, mentions }: Counts): JSX.Element | null {
  if (unread === 0) return null
  const say = words.value
  return (
    <span class={mentions > 0 ? 'count mentioned' : 'count'}>
      <span aria-hidden="true">{mentions > 0 ? mentions : unread}</span>
      <span class="sr">{mentions > 0 ? say.mentioned(mentions) : say.unread(unread)}</span>
    </span>
  )
}

function JoinForm({ session, close }: Props): JSX.Element {
  const name = useSignal('')
  const say = words.value
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const wanted = name.value.trim()
    if (!wanted) return
    const verb = session.mirror.isChannel(wanted) ? 'join' : 'query'
    perform(session, session.active, `/${verb} ${wanted.split(/\s/, 1)[0]}`)
    name.value = ''
    close()
  }
  return (
    <form class="join-form" onSubmit={submit}>
      <input
        aria-label={say.joinRoom}
        placeholder={say.joinPlaceholder}
        value={name.value}
        autocapitalize="none"
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => (name.value = currentTarget.value)}
      />
      <button class="quiet" type="submit" aria-label={say.join}>
        <Icon name="plus" />
      </button>
    </form>
  )
}

function Self({ session }: { session: Session }): JSX.Element {
  statusChanged.value
  const { mirror, nick, phase } = session
  const shown = mirror.registered ? mirror.nick : nick
  const online = phase === 'online' && socketState.value.name === 'open'
  const hue = { '--hue': String(hueOf(shown)) }
  return (
    <footer class="self">
      <span class="badge" style={hue} aria-hidden="true">
        {initialOf(shown)}
      </span>
      <span class="who">
        <strong>{shown}</strong>
        <LanguageChoice />
      </span>
      <span class="presence" data-on={online} />
      <button
        class="quiet"
        type="button"
        aria-label={words.value.leave}
        title={words.value.leave}
        onClick={() => signOut(session)}
      >
        <Icon name="leave" />
      </button>
    </footer>
  )
}

function signOut(session: Session): void {
  session.send('QUIT')
  leave()
}
