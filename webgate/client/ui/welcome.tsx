/** The door: a name, where to go, and for those who have one, an account. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { enter, networks, type Refused, refused } from './app.ts'
import { Mark } from './icons.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { channelList, embedded, invitation, saved } from './saved.ts'
import { words } from './words.ts'

const defaultChannels = '#welcome'

export function Welcome(): JSX.Element {
  const problem = useSignal('')
  const say = words.value
  const known = remembered()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    problem.value = tryToEnter(new FormData(event.currentTarget as HTMLFormElement))
  }
  const complaint = problem.value || (refused.value ? complaintOf(refused.value) : '')
  return (
    <main class="welcome" data-embed={embedded || undefined}>
      <div class="card">
        <header>
          <Mark />
          <h1>causerie</h1>
          <p class="tagline">{say.tagline}</p>
        </header>
        <form onSubmit={submit} noValidate>
          <p class="intro">{say.intro}</p>
          {complaint && (
            <p class="complaint" role="alert">
              {complaint}
            </p>
          )}
          <Field name="nick" label={say.nick} hint={say.nickHint}>
            <input
              {...plain}
              id="nick"
              name="nick"
              autofocus={!embedded}
              maxLength={64}
              defaultValue={known.nick}
            />
          </Field>
          <Field name="channels" label={say.channels} hint={say.channelsHint}>
            <input {...plain} id="channels" name="channels" defaultValue={known.channels} />
          </Field>
          <AccountFields account={known.account} />
          <button class="primary" type="submit" disabled={networks.value !== undefined}>
            {networks.value ? say.connecting : say.enter}
          </button>
        </form>
      </div>
      <LanguageChoice />
    </main>
  )
}

/** Names are not prose: nothing may correct them. */
const plain = {
  autocapitalize: 'none',
  autocorrect: 'off',
  spellcheck: false,
  autocomplete: 'off',
} as const

function AccountFields({ account }: { account: string }): JSX.Element {
  const say = words.value
  return (
    <details open={account !== ''}>
      <summary>{say.haveAccount}</summary>
      <Field name="account" label={say.account}>
        <input
          {...plain}
          id="account"
          name="account"
          autocomplete="username"
          defaultValue={account}
        />
      </Field>
      <Field name="password" label={say.password} hint={say.passwordHint}>
        <input id="password" name="password" type="password" autocomplete="current-password" />
      </Field>
    </details>
  )
}

interface FieldProps {
  name: string
  label: string
  hint?: string | undefined
  children: ComponentChildren
}

function Field({ name, label, hint, children }: FieldProps): JSX.Element {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {children}
      {hint && <span class="hint">{hint}</span>}
    </div>
  )
}

function remembered(): { nick: string; channels: string; account: string } {
  const last = saved()
  const asked = invitation()
  const channels = asked.channels.length > 0 ? asked.channels : last.channels
  return {
    nick: asked.nick || last.nick,
    channels: channels.join(' ') || defaultChannels,
    account: last.account,
  }
}

/** @returns what is wrong with the form, '' when it is on its way. */
function tryToEnter(form: FormData): string {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const nick = text('nick')
  if (!nick) return words.value.nickNeeded
  if (/^[\d-]|[\s,!@:#*?]/.test(nick)) return words.value.nickSpaces
  const password = String(form.get('password') ?? '')
  const account = password ? text('account') || nick : ''
  enter({ nick, channels: channelList(text('channels')), account, password })
  return ''
}

function complaintOf({ why, text }: Refused): string {
  const say = words.value
  const own = {
    nick: say.refusedNick,
    signIn: say.refusedSignIn,
    noSignIn: say.refusedNoSignIn,
    server: say.refusedServer,
    notLoaded: say.notLoaded,
  }[why]
  return why === 'server' && text ? `${own} ${text}` : own
}
