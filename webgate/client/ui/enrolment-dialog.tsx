/** A guest makes an account, and goes on under it. Loaded when it is opened. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { enrolmentOf } from '../state/enrolment.ts'
import type { Session } from '../state/session.ts'
import { channelsOf, enter, leave, links } from './app.ts'
import { Dialog } from './dialog.tsx'
import { moreWords, words } from './words.ts'

interface Props {
  session: Session
  close: () => void
}

export function EnrolmentDialog({ session, close }: Props): JSX.Element {
  const enrolment = enrolmentOf(session)
  /** Its code is awaited; '' where there is none yet. */
  const account = useSignal(enrolment.begun.account)
  const problem = useSignal('')
  const busy = useSignal(false)
  const more = moreWords()
  const say = words.value
  const { nick } = session.mirror
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const name = account.peek()
    const password = name ? enrolment.begun.password : String(form.get('password') ?? '')
    busy.value = true
    const answer = await (name
      ? enrolment.verify(name, text('code'))
      : enrolment.register(text('email'), password))
    busy.value = false
    problem.value = answer.is === 'refused' ? answer.text || say.notConnected : ''
    if (answer.is === 'made') signIn(session, answer.account || nick, password)
    else account.value = enrolment.begun.account
  }
  return (
    <Dialog title={more.makeAccount} close={close}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <p class="wide">{account.value ? more.codeSent : more.accountWhy(nick)}</p>
        {problem.value && (
          <p class="complaint" role="alert">
            {problem.value}
          </p>
        )}
        {account.value ? <Code /> : <Wishes needsEmail={enrolment.needsEmail} />}
        <div class="buttons">
          <button class="primary" type="submit" disabled={busy.value}>
            {account.value ? more.confirm : more.makeAccount}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** From now on the bouncer keeps the person here. */
function signIn(session: Session, account: string, password: string): void {
  // The answer took so long that the person has gone elsewhere.
  if (!links.peek().some((link) => link.session === session)) return
  const { nick } = session.mirror
  const channels = channelsOf(session)
  // The guest makes room for whoever comes under that name now.
  session.send('QUIT')
  leave()
  enter({ nick, channels, account, password })
}

function Wishes({ needsEmail }: { needsEmail: boolean }): JSX.Element {
  const more = moreWords()
  const say = words.value
  return (
    <>
      <div class="field wide">
        <label for="new-password">{say.password}</label>
        <input
          id="new-password"
          name="password"
          type="password"
          required
          minLength={8}
          autocomplete="new-password"
        />
      </div>
      <div class="field wide">
        <label for="email">{needsEmail ? more.email : more.emailOptional}</label>
        <input id="email" name="email" type="email" required={needsEmail} autocomplete="email" />
        <span class="hint">{more.emailHint}</span>
      </div>
    </>
  )
}

function Code(): JSX.Element {
  return (
    <div class="field wide">
      <label for="code">{moreWords().code}</label>
      <input id="code" name="code" required autocomplete="one-time-code" autocapitalize="none" />
    </div>
  )
}
