/** Where a notification leads that was clicked: here, or to a page that was opened for it. */
import { effect, signal } from '@preact/signals'
import { buffersChanged, links, show, statusChanged } from './app.ts'

/** `<network> <target>`; it waits until the person is there. */
const goal = signal('')
/** It has been shown, and stays until the person does something: channels that come take the view. */
let isMet = false

export function awaitOpening(): void {
  goal.value = new URLSearchParams(location.search).get('open') ?? ''
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (typeof data?.open !== 'string') return
    isMet = false
    goal.value = data.open
  })
  for (const event of ['pointerdown', 'keydown']) {
    addEventListener(event, () => {
      if (isMet) goal.value = ''
    })
  }
  effect(seek)
}

function seek(): void {
  statusChanged.value
  buffersChanged.value
  const [network = '', target = ''] = goal.value.split(' ')
  const link = links.value.find(({ session }) => session.options.bind === network)
  if (!link || target === '' || link.session.phase !== 'online') return
  const { session } = link
  // A channel that the person has left meanwhile is not entered again.
  const buffer = session.mirror.isChannel(target) ? session.find(target) : session.open(target)
  if (!buffer || (isMet && session.active === buffer)) return
  isMet = true
  show(session, buffer)
}
