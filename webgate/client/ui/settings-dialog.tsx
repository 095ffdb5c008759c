/** What the reader can choose: for this conversation, and for all. Loaded when it is opened. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Buffer } from '../state/buffer.ts'
import type { Level } from '../state/rules.ts'
import type { Session } from '../state/session.ts'
import { networks } from './app.ts'
import { Dialog } from './dialog.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { permission, switchNotifications } from './notifier.ts'
import { isCalm, prefer, preferences, rulesOf, setCalm, setLevel, themes } from './preferences.ts'
import { canPush, isPushed, switchPush } from './push.ts'
import { moreWords, words } from './words.ts'

interface Props {
  session: Session
  buffer: Buffer
  close: () => void
}

export function SettingsDialog({ session, buffer, close }: Props): JSX.Element {
  const more = moreWords()
  const say = words.value
  return (
    <Dialog title={say.settings} close={close}>
      <div class="form">
        {buffer.kind !== 'server' && <Here session={session} buffer={buffer} />}
        <Notifications />
        <Push />
        <Lines name="words" label={more.highlightWords} hint={more.highlightHint} />
        <Lines name="exceptions" label={more.exceptionWords} hint={more.exceptionHint} />
        <Lines name="ignored" label={more.ignoredPeople} hint={more.ignoredHint} />
        <div class="check apart">
          <LanguageChoice />
          <ThemeChoice />
        </div>
      </div>
    </Dialog>
  )
}

function ThemeChoice(): JSX.Element {
  const more = moreWords()
  return (
    <div class="languages">
      {themes.map((theme) => (
        <button
          key={theme}
          type="button"
          aria-pressed={theme === preferences.value.theme}
          onClick={() => prefer({ theme })}
        >
          {more[`theme_${theme}`]}
        </button>
      ))}
    </div>
  )
}

const levels: readonly Level[] = ['all', 'mentions', 'none']

function Here({ session, buffer }: Omit<Props, 'close'>): JSX.Element {
  const more = moreWords()
  preferences.value
  const level = rulesOf(session).levelOf(buffer)
  return (
    <fieldset class="check choices">
      <legend>{more.tellOf(buffer.name)}</legend>
      {levels.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="level"
            checked={one === level}
            onChange={() => setLevel(session, buffer, one)}
          />
          {more[`level_${one}`]}
        </label>
      ))}
      {buffer.kind === 'channel' && (
        <label>
          <input
            type="checkbox"
            checked={isCalm(session, buffer)}
            onChange={({ currentTarget }) => setCalm(session, buffer, currentTarget.checked)}
          />
          {more.hideComings}
        </label>
      )}
    </fieldset>
  )
}

function Notifications(): JSX.Element {
  const more = moreWords()
  const can = useSignal(permission())
  const change = async (on: boolean) => {
    await switchNotifications(on)
    can.value = permission()
  }
  const problem = { denied: more.notifyDenied, unsupported: more.notifyUnsupported }
  const hint = can.value in problem ? problem[can.value as keyof typeof problem] : ''
  return (
    <div class="check column">
      <label>
        <input
          type="checkbox"
          checked={preferences.value.notify && can.value === 'granted'}
          disabled={hint !== ''}
          onChange={({ currentTarget }) => void change(currentTarget.checked)}
        />
        {more.notify}
      </label>
      {hint && <span class="hint">{hint}</span>}
    </div>
  )
}

/** Also when the page is closed: for those whom the bouncer keeps there. */
function Push(): JSX.Element | null {
  const more = moreWords()
  const trouble = useSignal('')
  const lobby = networks.value?.lobby
  if (!lobby || !canPush(lobby)) return null
  const change = async (on: boolean) => {
    trouble.value = ''
    const why = await switchPush(lobby, on)
    if (why !== undefined) trouble.value = more.pushFailed(why)
  }
  return (
    <div class="check column">
      <label>
        <input
          type="checkbox"
          checked={isPushed()}
          disabled={permission() === 'denied'}
          aria-describedby="push-hint"
          onChange={({ currentTarget }) => void change(currentTarget.checked)}
        />
        {more.push}
      </label>
      <span class="hint" id="push-hint" role="status">
        {trouble.value || more.pushHint}
      </span>
    </div>
  )
}

interface LinesProps {
  name: 'words' | 'exceptions' | 'ignored'
  label: string
  hint: string
}

/** A list, as people type one: separated by spaces or commas. */
function Lines({ name, label, hint }: LinesProps): JSX.Element {
  const id = `preference-${name}`
  return (
    <div class="field wide">
      <label for={id}>{label}</label>
      <input
        id={id}
        autocapitalize="none"
        autocomplete="off"
        spellcheck={false}
        aria-describedby={`${id}-hint`}
        defaultValue={preferences.peek()[name].join(' ')}
        onChange={({ currentTarget }) =>
          prefer({ [name]: currentTarget.value.split(/[\s,]+/).filter(Boolean) })
        }
      />
      <span class="hint" id={`${id}-hint`}>
        {hint}
      </span>
    </div>
  )
}
