/** A guest makes an account, and goes on under it. Loaded when it is opened. */
import { type Signal, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { type Enrolled, enrolmentOf } from '../state/enrolment.ts'
import type { Session } from '../state/session.ts'
import { enter, leave } from './app.ts'
import { Dialog } from './dialog.tsx'
import { moreWords, words } from './words.ts'

interface Props {
  session: Session
  close: () => void
}

/** What has been given so far; with an account, its code is awaited. */
interface Given {
  password: string
  account: string
}

export function EnrolmentDialog({ session, close }: Props): JSX.Element {
  const given = useSignal<Given>({ password: '', account: '' })
  const problem = useSignal('')
  const busy = useSignal(false)
  const more = moreWords()
  const say = words.value
  const { nick } = session.mirror
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    busy.value = true
    const answer = await ask(session, form, given)
    busy.value = false
    if (answer.is === 'refused') problem.value = answer.text || say.notConnected
    else if (answer.is === 'made') signIn(session, answer.account || nick, given.value.password)
    else {
      problem.value = ''
      given.value = { ...given.value, account: answer.account || nick }
    }
  }
  return (
    <Dialog title={more.makeAccount} close={close}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <p class="wide">{given.value.account ? more.codeSent : more.accountWhy(nick)}</p>
        {problem.value && (
          <p class="complaint" role="alert">
            {problem.value}
          </p>
        )}
        {given.value.account ? <Code /> : <Wishes needsEmail={enrolmentOf(session).needsEmail} />}
        <div class="buttons">
          <button class="primary" type="submit" disabled={busy.value}>
            {given.value.account ? more.confirm : more.makeAccount}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function ask(session: Session, form: FormData, given: Signal<Given>): Promise<Enrolled> {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const { account } = given.value
  if (account) return enrolmentOf(session).verify(account, text('code'))
  const password = String(form.get('password') ?? '')
  given.value = { password, account: '' }
  return enrolmentOf(session).register(text('email'), password)
}

/** From now on the bouncer keeps the person here. */
function signIn(session: Session, account: string, password: string): void {
  const { buffers, mirror } = session
  const wanted = buffers.filter(({ kind, wanted }) => kind === 'channel' && wanted)
  // The guest makes room for whoever comes under that name now.
  session.send('QUIT')
  leave()
  enter({ nick: mirror.nick, channels: wanted.map(({ name }) => name), account, password })
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
