/** Letters with a code, for those who cannot be asked otherwise whether a mailbox is theirs. */
import type { AccountRefusal, CodePurpose } from '#wire/account.ts'
import { formatDuration } from '#wire/duration.ts'
import type { Server } from '../../core/server.ts'

/** What is refused, and whether it is the address's fault. */
export interface NotSent {
  code: AccountRefusal['code'] | 'UNACCEPTABLE_EMAIL' | 'TEMPORARILY_UNAVAILABLE'
  text: string
}

interface Letter {
  subject: string
  /** What the reader has asked for. */
  what: string
  /** What the reader types in a client, without the slash. */
  types: (account: string, code: string) => string
}

const letters: Record<CodePurpose, Letter> = {
  verify: {
    subject: 'Your new account',
    what: 'wants to make the account ACCOUNT with this address',
    types: (account, code) => `/quote VERIFY ${account} ${code}`,
  },
  reset: {
    subject: 'Another password',
    what: 'has asked for another password for the account ACCOUNT',
    types: (account, code) => `/msg NickServ SETPASS ${account} ${code} your-new-password`,
  },
  email: {
    subject: 'Your new address',
    what: 'wants to give the account ACCOUNT this address',
    types: (_, code) => `/msg NickServ VERIFY EMAIL ${code}`,
  },
}

/**
 * Sends a new code to the address of an account.
 * @param email another address, for the purpose `email`
 */
export async function sendCode(
  { ports, settings }: Server,
  account: string,
  purpose: CodePurpose,
  email?: string,
): Promise<NotSent | undefined> {
  const { mail, accounts, tell } = ports
  if (!mail) return { code: 'TEMPORARILY_UNAVAILABLE', text: 'This network sends no mail' }
  const issued = await accounts.issue(account, purpose, email)
  if ('code' in issued) return issued
  const { subject, what, types } = letters[purpose]
  const text = [
    `Somebody, probably you, ${what.replace('ACCOUNT', account)} on ${settings.network}.`,
    `If it was you, type this in your client:\n\n  ${types(account, issued.sent)}`,
    `That works for ${formatDuration(settings.accounts.codeMs / 1000)}. If it was not you, there is nothing to do.`,
  ]
  try {
    const outcome = await mail(
      issued.to,
      `${subject} on ${settings.network}`,
      `${text.join('\n\n')}\n`,
    )
    if (outcome === 'sent') return undefined
    return { code: 'UNACCEPTABLE_EMAIL', text: 'There is no such mailbox' }
  } catch (error) {
    tell('mail failed', { error: (error as Error).message })
    return { code: 'TEMPORARILY_UNAVAILABLE', text: 'No mail can be sent just now' }
  }
}
