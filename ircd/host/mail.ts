/** Sending mail: a few at a time, over TLS, and never for longer than somebody may wait. */
import { readFileSync } from 'node:fs'
import { createTransport, type Transporter } from 'nodemailer'
import type { Config } from '#host/config.ts'
import { Turns } from '#host/turns.ts'
import type { MailOutcome } from '#wire/account.ts'

const patienceMs = 15_000
/** Conversations at once with the mail server. */
const width = 2
/** Letters that may wait: whoever asks for more is told that it does not work just now. */
const waitingMax = 100

export class Mailer {
  readonly #transport: Transporter
  readonly #from: string
  readonly #turns = new Turns(width)
  #waiting = 0

  /** @throws Error where the file of certificates cannot be read. */
  constructor({ server, plain, user, password, from, ca }: Config['accounts']['mail']) {
    const { protocol, hostname, port } = new URL(server)
    const secure = protocol === 'smtps:'
    const host = hostname.replace(/^\[|\]$/g, '')
    this.#from = from
    this.#transport = createTransport({
      host,
      port: Number(port) || (secure ? 465 : 587),
      secure,
      requireTLS: !secure && !plain,
      ignoreTLS: plain,
      auth: user ? { user, pass: password } : undefined,
      tls: ca ? { ca: readFileSync(ca) } : {},
      connectionTimeout: patienceMs,
      greetingTimeout: patienceMs,
      socketTimeout: patienceMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }

  /**
   * Settles when the mail server has taken the letter, or refuses its address for good.
   * Rejects with Error when it cannot be reached, or cannot take anything now.
   */
  async send(to: string, subject: string, text: string): Promise<MailOutcome> {
    if (this.#waiting >= waitingMax) throw new Error('too many letters wait to be sent')
    this.#waiting++
    try {
      const letter = {
        from: this.#from,
        to,
        subject,
        text,
        headers: { 'Auto-Submitted': 'auto-generated' },
      }
      await this.#turns.run(() => this.#transport.sendMail(letter))
      return 'sent'
    } catch (error) {
      const { code, responseCode = 0 } = error as { code?: string; responseCode?: number }
      if (code === 'EENVELOPE' && responseCode >= 500) return 'refused'
      throw error
    } finally {
      this.#waiting--
    }
  }
}

/** Nobody where the configuration names no mail server. */
export function mailerOf({ accounts: { mail } }: Config): Mailer | undefined {
  return mail.server ? new Mailer(mail) : undefined
}
