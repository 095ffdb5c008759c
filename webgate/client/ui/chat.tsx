/** The room: conversations, the log with its composer, and who is here. On a small screen the two
 * sides are drawers. */
import { useSignal, useSignalEffect } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Session } from '../state/session.ts'
import { browsing, buffersChanged, current, dialog, links, met, show } from './app.ts'
import { Banner } from './banner.tsx'
import { BufferList } from './buffer-list.tsx'
import { ChannelHeader } from './channel-header.tsx'
import { Composer } from './composer.tsx'
import { later } from './later.tsx'
import { Log } from './log.tsx'
import { MemberList } from './member-list.tsx'
import { focusComposer } from './roving.ts'
import { embedded } from './saved.ts'
import { TypingLine } from './typing-line.tsx'
import { words } from './words.ts'

export type Drawer = 'none' | 'buffers' | 'members' | 'search'

const ChannelDialog = later(async () => (await import('./channel-dialog.tsx')).ChannelDialog)
const ChannelControlDialog = later(
  async () => (await import('./channel-control-dialog.tsx')).ChannelControlDialog,
)
const EnrolmentDialog = later(async () => (await import('./enrolment-dialog.tsx')).EnrolmentDialog)
const PersonDialog = later(async () => (await import('./person-dialog.tsx')).PersonDialog)
const SettingsDialog = later(async () => (await import('./settings-dialog.tsx')).SettingsDialog)
const SearchPanel = later(async () => (await import('./search-panel.tsx')).SearchPanel)

export function Chat({ session }: { session: Session }): JSX.Element {
  const drawer = useSignal<Drawer>('none')
  buffersChanged.value
  const { active } = session
  const close = () => {
    drawer.value = 'none'
    focusComposer()
  }
  useDrawerFocus(drawer.value)
  useSignalEffect(() => {
    buffersChanged.value
    document.title = titleOf()
  })
  useTitleReset()
  useEscape(close)
  useSwitching(session)
  useFinding(() => {
    if (session.canSearch) drawer.value = 'search'
  })
  return (
    <div class="chat" data-drawer={drawer.value} data-embed={embedded || undefined}>
      <BufferList close={() => (drawer.peek() === 'search' ? focusComposer() : close())} />
      <main>
        <ChannelHeader session={session} buffer={active} open={(which) => (drawer.value = which)} />
        <Banner key={session} session={session} />
        <Log session={session} buffer={active} />
        <TypingLine buffer={active} />
        <Composer session={session} buffer={active} />
      </main>
      <Right session={session} drawer={drawer.value} close={close} />
      {dialog.value === 'settings' && (
        <SettingsDialog session={session} buffer={active} close={closeDialog} />
      )}
      {dialog.value === 'channel' && active.kind === 'channel' && (
        <ChannelControlDialog session={session} buffer={active} close={closeDialog} />
      )}
      {dialog.value === 'enrolment' && <EnrolmentDialog session={session} close={closeDialog} />}
      {met.value && (
        <PersonDialog {...met.value} buffer={active} close={() => (met.value = undefined)} />
      )}
      {browsing.value && (
        <ChannelDialog session={browsing.value} close={() => (browsing.value = undefined)} />
      )}
      <button
        class="veil"
        type="button"
        tabIndex={-1}
        aria-label={words.value.closePanel}
        onClick={close}
      />
    </div>
  )
}

function closeDialog(): void {
  dialog.value = undefined
}

interface RightProps {
  session: Session
  drawer: Drawer
  close: () => void
}

/** What was found stays there while one looks at it; on a small screen it makes room. */
function Right({ session, drawer, close }: RightProps): JSX.Element | null {
  const { active } = session
  if (drawer === 'search') {
    const small = matchMedia('(max-width: 1000px)').matches
    const end = (why: 'chosen' | 'closed') => {
      if (why === 'closed' || small) close()
    }
    return <SearchPanel session={session} close={end} />
  }
  if (embedded || active.kind !== 'channel') return null
  return <MemberList session={session} buffer={active} close={close} />
}

/** Focus goes into an open drawer, and back to the button that opened it. */
function useDrawerFocus(drawer: Drawer): void {
  useEffect(() => {
    if (drawer === 'none') return
    const before = document.activeElement as HTMLElement | null
    // The search takes the focus itself, when it has been loaded.
    document.querySelector<HTMLElement>(`.${drawer} .side-head button`)?.focus()
    return () => before?.focus()
  }, [drawer])
}

function useEscape(close: () => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      // A dialog closes alone: what is below it stays.
      const inside = (event.target as Element).closest?.('dialog')
      if (event.key === 'Escape' && !event.defaultPrevented && !inside) close()
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  })
}

/** The browser's own Ctrl+F goes on finding what is on the page. */
function useFinding(find: () => void): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || !event.shiftKey) return
      if (event.key.toLowerCase() !== 'f') return
      event.preventDefault()
      find()
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  })
}

/** Alt with an arrow goes to the next conversation, with Shift to the next unread one. */
function useSwitching(session: Session): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (!by || !event.altKey || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      step(session, by, event.shiftKey)
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  }, [session])
}

function step(session: Session, by: number, unread: boolean): void {
  const all = links.value.flatMap((link) =>
    link.session.buffers.map((buffer) => ({ session: link.session, buffer })),
  )
  const at = all.findIndex((one) => one.session === session && one.buffer === session.active)
  for (let n = 1; n <= all.length; n++) {
    const next = all[(at + by * n + all.length * n) % all.length]!
    if (unread && next.buffer.unread === 0) continue
    return show(next.session, next.buffer)
  }
}

/** Unread mentions show on the tab. */
function titleOf(): string {
  const buffers = links.value.flatMap(({ session }) => session.buffers)
  const mentions = buffers.reduce((sum, one) => sum + one.mentions, 0)
  const name = current.value?.session.active.name || 'causerie'
  return mentions > 0 ? `(${mentions}) ${name}` : name
}

function useTitleReset(): void {
  useEffect(
    () => () => {
      document.title = 'causerie'
    },
    [],
  )
}
