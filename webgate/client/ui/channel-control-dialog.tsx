/** What a channel is set to, for all who look; its operators change it here. Loaded when it is opened. */
import { type Signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { nickOf } from '#wire/message.ts'
import type { Buffer } from '../state/buffer.ts'
import {
  ChannelControl,
  type ListLetter,
  listLetters,
  type Mask,
} from '../state/channel-control.ts'
import { maskOf } from '../state/commands.ts'
import type { Session } from '../state/session.ts'
import { channelChanged } from './app.ts'
import { fullText, momentText } from './clock.ts'
import { Dialog } from './dialog.tsx'
import { Icon } from './icons.tsx'
import { moreWords, words } from './words.ts'

interface Props {
  session: Session
  buffer: Buffer
  close: () => void
}

/** What its parts work with. */
interface Looked extends Omit<Props, 'close'> {
  control: ChannelControl
  /** Counts what `control` has heard. */
  changes: Signal<number>
}

export function ChannelControlDialog({ session, buffer, close }: Props): JSX.Element {
  const changes = useSignal(0)
  const control = useMemo(
    () => new ChannelControl(session, buffer, () => changes.value++),
    [session, buffer, changes],
  )
  useEffect(() => () => control.dispose(), [control])
  changes.value
  const looked = { session, buffer, control, changes }
  return (
    <Dialog title={moreWords().settingsOf(buffer.name)} close={close}>
      <div class="form">
        {control.problem && (
          <p class="complaint" role="alert">
            {control.problem}
          </p>
        )}
        <TopicForm {...looked} />
        <Modes {...looked} />
        <Lists {...looked} />
      </div>
    </Dialog>
  )
}

function TopicForm({ session, buffer, control }: Looked): JSX.Element {
  channelChanged.value
  const more = moreWords()
  const { text = '', by, at } = session.mirror.channel(buffer.name)?.topic ?? {}
  const may = control.mayChangeTopic
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    control.setTopic(String(new FormData(event.currentTarget as HTMLFormElement).get('topic')))
  }
  return (
    <form class="field wide" onSubmit={submit}>
      <label for="channel-topic">{more.topic}</label>
      <div class="beside">
        <input
          id="channel-topic"
          name="topic"
          dir="auto"
          key={text}
          defaultValue={text}
          readOnly={!may}
          autocomplete="off"
        />
        {may && (
          <button class="secondary" type="submit">
            {more.save}
          </button>
        )}
      </div>
      {by && <span class="hint">{more.setBy(nickOf(by), at ? momentText(at) : '')}</span>}
    </form>
  )
}

const flags = ['i', 'm', 't', 'n', 's'] as const

function Modes({ session, buffer, control, changes }: Looked): JSX.Element {
  // A box whose change was refused goes back to what holds.
  changes.value
  channelChanged.value
  const more = moreWords()
  const modes = session.mirror.channel(buffer.name)?.modes ?? new Map<string, string>()
  const others = [...modes.keys()].filter((one) => !'imtnskl'.includes(one)).join('')
  return (
    <fieldset class="check choices modes" disabled={!control.mayChange}>
      <legend>{more.whoMay}</legend>
      {flags.map((letter) => (
        <label key={letter}>
          <input
            type="checkbox"
            checked={modes.has(letter)}
            onChange={({ currentTarget }) =>
              control.setMode((currentTarget.checked ? '+' : '-') + letter)
            }
          />
          {more[`mode_${letter}`]}
        </label>
      ))}
      <Word letter="k" now={modes.get('k')} control={control} />
      <Word letter="l" now={modes.get('l')} control={control} />
      {others && <span class="hint">{more.otherModes(others)}</span>}
      {!control.mayChange && <span class="hint">{more.onlyOperators}</span>}
    </fieldset>
  )
}

interface WordProps {
  letter: 'k' | 'l'
  /** Nothing where the mode is not set. */
  now: string | undefined
  control: ChannelControl
}

/** A mode that has a word beside it; an empty one takes it back. */
function Word({ letter, now = '', control }: WordProps): JSX.Element {
  const change = (word: string) => {
    if (word === now) return
    if (word) control.setMode(`+${letter}`, word)
    else control.setMode(`-${letter}`, ...(letter === 'k' ? [now] : []))
  }
  return (
    <div class="field">
      <label for={`mode-${letter}`}>{moreWords()[`mode_${letter}`]}</label>
      <input
        id={`mode-${letter}`}
        key={now}
        defaultValue={now}
        inputMode={letter === 'l' ? 'numeric' : 'text'}
        autocapitalize="none"
        autocomplete="off"
        spellcheck={false}
        onChange={({ currentTarget }) => change(currentTarget.value.trim())}
      />
    </div>
  )
}

function Lists({ session, control, changes }: Looked): JSX.Element {
  changes.value
  channelChanged.value
  const letter = useSignal<ListLetter>('b')
  const more = moreWords()
  useEffect(() => control.ask(letter.value), [control, letter.value])
  const has = (one: string) => session.mirror.support.chanmodes[0].includes(one)
  return (
    <div class="field wide lists">
      <fieldset class="tabs">
        <legend class="sr">{more.channelLists}</legend>
        {listLetters.filter(has).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === letter.value}
            onClick={() => (letter.value = one)}
          >
            {more[`list_${one}`]}
          </button>
        ))}
      </fieldset>
      <Masks letter={letter.value} list={control.lists.get(letter.value)} control={control} />
      {control.mayChange && <AddMask letter={letter} control={control} />}
    </div>
  )
}

interface MasksProps {
  letter: ListLetter
  list: Mask[] | undefined
  control: ChannelControl
}

function Masks({ letter, list, control }: MasksProps): JSX.Element {
  const more = moreWords()
  if (!list) return <p class="hint">{control.problem ? '' : more.searching}</p>
  if (list.length === 0) return <p class="hint">{more[`none_${letter}`]}</p>
  return (
    <ul class="masks">
      {list.map(({ mask, by, at }) => (
        <li key={mask}>
          <span class="mask">
            <code>{mask}</code>
            {by && (
              <span class="hint" title={at ? fullText(at) : ''}>
                {more.setBy(by, at ? momentText(at) : '')}
              </span>
            )}
          </span>
          {control.mayChange && (
            <button
              class="quiet"
              type="button"
              aria-label={`${words.value.remove}: ${mask}`}
              title={words.value.remove}
              onClick={() => control.setMask('-', letter, mask)}
            >
              <Icon name="close" />
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

function AddMask({ letter, control }: { letter: Signal<ListLetter>; control: ChannelControl }) {
  const more = moreWords()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const word = String(new FormData(form).get('mask')).trim().split(/\s/, 1)[0]
    if (word) control.setMask('+', letter.value, maskOf(word))
    form.reset()
  }
  return (
    <form class="beside" onSubmit={submit}>
      <input
        name="mask"
        aria-label={more.maskHint}
        placeholder={more.maskHint}
        autocapitalize="none"
        autocomplete="off"
        spellcheck={false}
      />
      <button class="secondary" type="submit">
        {more.add}
      </button>
    </form>
  )
}
