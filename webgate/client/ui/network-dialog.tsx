/** Adds a network to the bouncer, or changes one. Loaded when it is opened. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Lobby, NetworkInfo } from '../state/lobby.ts'
import { Dialog } from './dialog.tsx'
import { moreWords, words } from './words.ts'

interface Props {
  lobby: Lobby
  /** Nothing for a new one. */
  network: NetworkInfo | undefined
  close: () => void
}

/** What the form asks, in its order; passwords are never told back. */
const fields = ['name', 'host', 'port', 'nickname', 'username', 'realname', 'pass'] as const
type Field = (typeof fields)[number]

export function NetworkDialog({ lobby, network, close }: Props): JSX.Element {
  const problem = useSignal('')
  const busy = useSignal(false)
  const say = words.value
  const attempt = async (answer: Promise<string | undefined>) => {
    busy.value = true
    const refusal = await answer
    busy.value = false
    if (refusal === undefined) close()
    else problem.value = refusal || say.notConnected
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const attributes = attributesOf(event.currentTarget as HTMLFormElement, network)
    attempt(network ? lobby.change(network.id, attributes) : lobby.add(attributes))
  }
  return (
    <Dialog title={network ? say.editNetwork(network.name) : say.addNetwork} close={close}>
      <form class="form" onSubmit={submit}>
        {(problem.value || network?.error) && (
          <p class="complaint" role="alert">
            {problem.value || network?.error}
          </p>
        )}
        {fields.map((name) => (
          <NetworkField key={name} name={name} network={network} />
        ))}
        <label class="check">
          <input type="checkbox" name="tls" defaultChecked={network?.tls ?? true} />
          {moreWords().network_tls}
        </label>
        <div class="buttons">
          {network && <Standing lobby={lobby} network={network} remove={attempt} />}
          <button class="primary" type="submit" disabled={busy.value}>
            {network ? moreWords().save : say.addNetwork}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function NetworkField({ name, network }: { name: Field; network: NetworkInfo | undefined }) {
  const secret = name === 'pass'
  const shared = {
    id: `network-${name}`,
    name,
    required: name === 'host',
    autocapitalize: 'none',
    spellcheck: false,
  } as const
  return (
    <div class="field">
      <label for={`network-${name}`}>{moreWords()[`network_${name}`]}</label>
      {secret ? (
        <input {...shared} type="password" autocomplete="new-password" />
      ) : (
        <input
          {...shared}
          autocomplete="off"
          inputMode={name === 'port' ? 'numeric' : 'text'}
          placeholder={name === 'port' ? '6697' : ''}
          defaultValue={network?.[name] ?? ''}
        />
      )}
    </div>
  )
}

interface StandingProps {
  lobby: Lobby
  network: NetworkInfo
  remove: (answer: Promise<string | undefined>) => void
}

/** Whether it is connected at all. */
function Standing({ lobby, network, remove }: StandingProps): JSX.Element {
  const sure = useSignal(false)
  const say = words.value
  const off = network.state === 'disconnected'
  const drop = () => {
    if (sure.value) remove(lobby.remove(network.id))
    else sure.value = true
  }
  return (
    <>
      <button class="secondary danger" type="button" onClick={drop}>
        {sure.value ? moreWords().removeSure : say.remove}
      </button>
      <button class="secondary" type="button" onClick={() => lobby.enable(network.id, off)}>
        {off ? say.connect : say.disconnect}
      </button>
      <span class="space" />
    </>
  )
}

/** Of a known network only what was changed; an empty password stays as it is. */
function attributesOf(
  form: HTMLFormElement,
  network: NetworkInfo | undefined,
): Map<string, string> {
  const given = new FormData(form)
  const attributes = new Map<string, string>()
  for (const name of fields) {
    const value = String(given.get(name) ?? '').trim()
    const before = name === 'pass' ? '' : (network?.[name] ?? '')
    if (value !== before) attributes.set(name, value)
  }
  const tls = given.has('tls')
  if (tls !== (network?.tls ?? true)) attributes.set('tls', tls ? '1' : '0')
  return attributes
}
