/** The conversations, with what is unread in each; where there are several networks, by network. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import type { Buffer, BufferKind } from '../state/buffer.ts'
import { perform } from '../state/commands.ts'
import type { NetworkInfo } from '../state/lobby.ts'
import type { Session } from '../state/session.ts'
import {
  browsing,
  buffersChanged,
  current,
  dialog,
  leave,
  links,
  networks,
  show,
  statusChanged,
} from './app.ts'
import { Icon, Mark } from './icons.tsx'
import { later } from './later.tsx'
import type { Link } from './link.ts'
import { hueOf, initialOf } from './nick-color.ts'
import { preferences, rulesOf } from './preferences.ts'
import { words } from './words.ts'

const NetworkList = later(async () => (await import('./network-list.tsx')).NetworkList)

export const Standing = later(async () => (await import('./standing.tsx')).Standing)

export function BufferList({ close }: { close: () => void }): JSX.Element {
  buffersChanged.value
  const say = words.value
  const kept = networks.value !== undefined
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
        {kept ? (
          <NetworkList close={close} />
        ) : (
          links.value.map((link) => (
            <Conversations key={link} session={link.session} close={close} />
          ))
        )}
      </div>
      {current.value && <JoinForm session={current.value.session} close={close} />}
      {current.value && <Self link={current.value} />}
    </nav>
  )
}

interface Props {
  session: Session
  close: () => void
}

/** All conversations of a server that stands alone. */
function Conversations(props: Props): JSX.Element {
  const say = words.value
  return (
    <>
      <Group title={say.rooms} kind="channel" {...props} />
      <Group title={say.people} kind="person" {...props} />
      <Group title="" kind="server" {...props} />
    </>
  )
}

interface GroupProps extends Props {
  title: string
  kind: BufferKind
}

export function Group({ title, kind, session, close }: GroupProps): JSX.Element | null {
  buffersChanged.value
  const buffers = session.buffers.filter((one) => one.kind === kind)
  if (buffers.length === 0) return null
  return (
    <section data-kind={kind}>
      {title && <h2>{title}</h2>}
      <ul>
        {buffers.map((buffer) => (
          <Item key={buffer} buffer={buffer} session={session} close={close}>
            {buffer.kind !== 'server' && <CloseButton buffer={buffer} session={session} />}
          </Item>
        ))}
      </ul>
    </section>
  )
}

interface ItemProps extends Props {
  buffer: Buffer
  /** Of a network's own conversation, and whether the bouncer is on it. */
  info?: NetworkInfo | undefined
  standing?: ComponentChildren
  children?: ComponentChildren
}

export function Item({ buffer, session, close, info, standing, children }: ItemProps): JSX.Element {
  buffersChanged.value
  const now = session === current.value?.session && buffer === session.active
  const name = buffer.kind === 'server' ? (info?.name ?? words.value.serverRoom) : buffer.name
  preferences.value
  const level = rulesOf(session).levelOf(buffer)
  const counted = level === 'all' ? buffer.unread : buffer.mentions
  const select = () => {
    show(session, buffer)
    close()
  }
  return (
    <li class={buffer.joined || buffer.kind === 'server' ? '' : 'outside'}>
      <button
        type="button"
        class={info ? 'buffer named' : 'buffer'}
        data-stop
        tabIndex={now ? 0 : -1}
        aria-current={now ? 'page' : undefined}
        onClick={select}
      >
        {standing}
        {buffer.kind === 'person' && <Standing session={session} buffer={buffer} />}
        <span class="name">{name}</span>
        <Counters unread={counted} mentions={buffer.mentions} />
      </button>
      {children}
    </li>
  )
}

function CloseButton({ buffer, session }: { buffer: Buffer; session: Session }): JSX.Element {
  return (
    <button
      class="quiet remove"
      type="button"
      tabIndex={buffer === session.active ? 0 : -1}
      aria-label={words.value.closeRoom(buffer.name)}
      onClick={() => session.close(buffer)}
    >
      <Icon name="close" />
    </button>
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
      <button
        class="quiet"
        type="button"
        aria-label={say.browseChannels}
        title={say.browseChannels}
        onClick={() => (browsing.value = session)}
      >
        <Icon name="compass" />
      </button>
      <button class="quiet" type="submit" aria-label={say.join}>
        <Icon name="plus" />
      </button>
    </form>
  )
}

function Self({ link: { session, socketState } }: { link: Link }): JSX.Element {
  statusChanged.value
  const { mirror, nick, phase } = session
  const shown = mirror.registered ? mirror.nick : nick
  const online = phase === 'online' && socketState.value.name === 'open'
  return (
    <footer class="self">
      <span class={`badge hue${hueOf(shown)}`} aria-hidden="true">
        {initialOf(shown)}
      </span>
      <span class="who">
        <strong>{shown}</strong>
        {online && session.makesAccounts && (
          <button class="link" type="button" onClick={() => (dialog.value = 'enrolment')}>
            {words.value.keepNick}
          </button>
        )}
      </span>
      <span class="presence" data-on={online} />
      <button
        class="quiet"
        type="button"
        aria-label={words.value.settings}
        title={words.value.settings}
        onClick={() => (dialog.value = 'settings')}
      >
        <Icon name="settings" />
      </button>
      <button
        class="quiet"
        type="button"
        aria-label={words.value.leave}
        title={words.value.leave}
        onClick={signOut}
      >
        <Icon name="leave" />
      </button>
    </footer>
  )
}

function signOut(): void {
  for (const { session } of links.value) session.send('QUIT')
  leave()
}
