/** The channels of a network, to look around in and to enter. Loaded when it is opened. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { perform } from '../state/commands.ts'
import { directoryOf, type Listed } from '../state/directory.ts'
import { withoutFormatting } from '../state/formatting.ts'
import type { Session } from '../state/session.ts'
import { Dialog } from './dialog.tsx'
import { moreWords, words } from './words.ts'

interface Props {
  session: Session
  close: () => void
}

/** More are found by typing. */
const shownMax = 200

export function ChannelDialog({ session, close }: Props): JSX.Element {
  const list = useSignal<Listed[] | undefined>(undefined)
  const asked = useSignal(true)
  const part = useSignal('')
  const say = words.value
  useEffect(() => {
    let here = true
    directoryOf(session)
      .ask()
      .then((answer) => {
        if (!here) return
        list.value = answer
        asked.value = false
      })
    return () => {
      here = false
    }
  }, [session, list, asked])
  const wanted = part.value.toLowerCase()
  const fits = ({ name, topic }: Listed) => `${name}\n${topic}`.toLowerCase().includes(wanted)
  const found = list.value?.filter(fits) ?? []
  const enter = (name: string) => {
    perform(session, session.active, `/join ${name}`)
    close()
  }
  return (
    <Dialog title={say.browseChannels} close={close}>
      <div class="channels">
        <input
          class="filter"
          type="search"
          aria-label={moreWords().findChannel}
          placeholder={moreWords().findChannel}
          autocapitalize="none"
          autocomplete="off"
          onInput={({ currentTarget }) => (part.value = currentTarget.value)}
        />
        <p class="outcome" role="status">
          {asked.value
            ? moreWords().searching
            : list.value
              ? moreWords().channelCount(found.length)
              : say.notConnected}
        </p>
        <ul data-roving>
          {found.slice(0, shownMax).map(({ name, members, topic }, n) => (
            <li key={name}>
              <button
                type="button"
                data-stop
                tabIndex={n === 0 ? 0 : -1}
                onClick={() => enter(name)}
              >
                <span class="hit-head">
                  <strong>{name}</strong>
                  <span class="space">{say.memberCount(members)}</span>
                </span>
                <span class="hit-text" dir="auto">
                  {withoutFormatting(topic)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  )
}
