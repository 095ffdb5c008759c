/** Who somebody is, and what can be done about it. Loaded when it is first opened. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import type { Buffer } from '../state/buffer.ts'
import { perform } from '../state/commands.ts'
import type { Session } from '../state/session.ts'
import { type Person, Whois } from '../state/whois.ts'
import { channelChanged } from './app.ts'
import { momentText } from './clock.ts'
import { Dialog } from './dialog.tsx'
import { hueOf, initialOf } from './nick-color.ts'
import { preferences } from './preferences.ts'
import { moreWords, words } from './words.ts'

interface Props {
  session: Session
  /** Where they were met. */
  buffer: Buffer
  nick: string
  close: () => void
}

export function PersonDialog({ session, buffer, nick, close }: Props): JSX.Element {
  const changes = useSignal(0)
  const whois = useMemo(() => new Whois(session, nick, () => changes.value++), [session, nick])
  useEffect(() => () => whois.dispose(), [whois])
  changes.value
  const more = moreWords()
  return (
    <Dialog title={nick} close={close}>
      <div class="card-of">
        <span class={`badge hue${hueOf(nick)}`} aria-hidden="true">
          {initialOf(nick)}
        </span>
        <p role="status">
          {whois.is === 'asked' ? more.searching : whois.is === 'gone' ? more.notHere : ''}
          {whois.is === 'told' && (whois.person.realname || nick)}
        </p>
      </div>
      {whois.is === 'told' && <Facts person={whois.person} />}
      <Deeds session={session} buffer={buffer} nick={nick} host={whois.person.host} close={close} />
    </Dialog>
  )
}

function Facts({ person }: { person: Person }): JSX.Element {
  const more = moreWords()
  const { away, account, user, host, since, spokeAt, channels } = person
  const facts: [string, string | undefined][] = [
    [words.value.isAway, away],
    [words.value.account, account],
    [more.address, host && `${user}@${host}`],
    [more.hereSince, since ? momentText(since) : ''],
    [more.lastSpoke, spokeAt ? momentText(spokeAt) : ''],
    [words.value.channels, channels.join(' ')],
  ]
  return (
    <dl class="facts">
      {facts
        .filter(([, text]) => text)
        .map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{text}</dd>
          </div>
        ))}
      {person.more.map((text) => (
        <div key={text}>
          <dd class="also">{text}</dd>
        </div>
      ))}
    </dl>
  )
}

interface DeedsProps extends Props {
  host: string | undefined
}

function Deeds({ session, buffer, nick, host, close }: DeedsProps): JSX.Element | null {
  channelChanged.value
  const sure = useSignal(false)
  const say = words.value
  const more = moreWords()
  if (session.mirror.isMe(nick)) return null
  const { has, mayLead } = standing(session, buffer, nick)
  const order = (text: string) => () => void perform(session, buffer, text)
  const ignored = preferences.value.ignored.includes(nick)
  const ban = () => {
    if (!sure.value) {
      sure.value = true
      return
    }
    // Where the reader comes from the same place, only the name tells them apart.
    order(`/ban ${host && host !== session.mirror.host ? `*!*@${host}` : nick}`)()
    order(`/kick ${nick}`)()
    close()
  }
  const write = () => {
    session.show(session.open(nick))
    close()
  }
  return (
    <div class="deeds">
      <button class="primary" type="button" onClick={write}>
        {say.writeTo(nick)}
      </button>
      {mayLead && (
        <>
          <Deed act={order(`/${has('@') ? 'deop' : 'op'} ${nick}`)}>
            {has('@') ? more.takeOp : more.giveOp}
          </Deed>
          <Deed act={order(`/${has('+') ? 'devoice' : 'voice'} ${nick}`)}>
            {has('+') ? more.takeVoice : more.giveVoice}
          </Deed>
        </>
      )}
      <Deed act={order(`/${ignored ? 'unignore' : 'ignore'} ${nick}`)}>
        {ignored ? more.hear : more.ignore}
      </Deed>
      {mayLead && (
        <button class="secondary danger" type="button" onClick={ban}>
          {sure.value ? more.banSure(buffer.name) : more.ban}
        </button>
      )}
    </div>
  )
}

function Deed({ act, children }: { act: () => void; children: string }): JSX.Element {
  return (
    <button class="secondary" type="button" onClick={act}>
      {children}
    </button>
  )
}

/** What they are in the channel, and whether the reader may change it. */
function standing({ mirror }: Session, { name }: Buffer, nick: string) {
  const members = mirror.channel(name)?.members
  const theirs = members?.get(mirror.fold(nick))?.prefixes
  const ours = members?.get(mirror.fold(mirror.nick))?.prefixes ?? ''
  return {
    has: (sign: string) => theirs?.includes(sign) ?? false,
    mayLead: theirs !== undefined && /[~&@]/.test(ours),
  }
}
