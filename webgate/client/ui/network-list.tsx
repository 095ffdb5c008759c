/** The bouncer's networks with their conversations: what those see who have signed in. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { NetworkInfo } from '../state/lobby.ts'
import { links, networks } from './app.ts'
import { Group, Item } from './buffer-list.tsx'
import { Icon } from './icons.tsx'
import { later } from './later.tsx'
import type { Link } from './link.ts'
import { words } from './words.ts'

const NetworkDialog = later(async () => (await import('./network-dialog.tsx')).NetworkDialog)

export function NetworkList({ close }: { close: () => void }): JSX.Element {
  return (
    <>
      {links.value.map((link) => (
        <Network key={link} link={link} close={close} />
      ))}
      <AddNetwork />
    </>
  )
}

/** A network of the bouncer: its name is the server's own conversation. */
function Network({ link, close }: { link: Link; close: () => void }): JSX.Element {
  const editing = useSignal(false)
  const say = words.value
  const { session } = link
  const info = link.info.value
  const name = info?.name ?? ''
  return (
    <section class="network" aria-label={name}>
      <ul>
        <Item
          buffer={session.server}
          session={session}
          close={close}
          info={info}
          standing={info && <Standing info={info} />}
        >
          {/* A network without an address is the operator's. */}
          {info?.host && (
            <button
              class="quiet remove"
              type="button"
              aria-label={say.editNetwork(name)}
              onClick={() => (editing.value = true)}
            >
              <Icon name="more" />
            </button>
          )}
        </Item>
      </ul>
      <Group title="" kind="channel" session={session} close={close} />
      <Group title="" kind="person" session={session} close={close} />
      {editing.value && networks.value && (
        <NetworkDialog
          lobby={networks.value.lobby}
          network={info}
          close={() => (editing.value = false)}
        />
      )}
    </section>
  )
}

function AddNetwork(): JSX.Element {
  const open = useSignal(false)
  return (
    <>
      <button class="add" type="button" onClick={() => (open.value = true)}>
        <Icon name="plus" /> {words.value.addNetwork}
      </button>
      {open.value && networks.value && (
        <NetworkDialog
          lobby={networks.value.lobby}
          network={undefined}
          close={() => (open.value = false)}
        />
      )}
    </>
  )
}

/** Whether the bouncer is on that network. */
function Standing({ info: { state, error } }: { info: NetworkInfo }): JSX.Element {
  const text = words.value[state]
  return (
    <span class="presence" data-on={state === 'connected'} title={error || text}>
      <span class="sr">{text}</span>
    </span>
  )
}
