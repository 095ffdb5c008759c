/** What outlives a reload: names, never a password. A browser that keeps nothing is fine too. */

export interface Saved {
  nick: string
  channels: string[]
  account: string
  /** The person did not leave: a reload brings them back. */
  open: boolean
  language: string
}

/** `?embed`: a small page inside another one, which keeps its own names. */
export const embedded = new URLSearchParams(location.search).has('embed')

const key = embedded ? 'causerie-embed' : 'causerie'
const nothing: Saved = { nick: '', channels: [], account: '', open: false, language: '' }

export function saved(): Saved {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    return sane({ ...nothing, ...(found as object) })
  } catch {
    return nothing
  }
}

export function savedWith(news: Partial<Saved>): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...saved(), ...news }))
  } catch {
    // Private windows and full disks keep nothing; the page works on without.
  }
}

/** Another page of this origin may have written anything there. */
function sane({ nick, channels, account, open, language }: Saved): Saved {
  return {
    nick: String(nick),
    channels: Array.isArray(channels) ? channels.map(String).filter(Boolean) : [],
    account: String(account),
    open: open === true,
    language: String(language),
  }
}

/** `?nick=&channels=` of a link that invites somebody. */
export function invitation(): { nick: string; channels: string[] } {
  const query = new URLSearchParams(location.search)
  return { nick: query.get('nick') ?? '', channels: channelList(query.get('channels') ?? '') }
}

/** Reads `#a, b c`: a name without a sign gets one. */
export function channelList(text: string): string[] {
  const names = text.split(/[\s,]+/).filter(Boolean)
  return [...new Set(names.map((name) => (/^[#&+!]/.test(name) ? name : `#${name}`)))]
}
