/** The core on what is outside of it: the store, the clock, the machine and the configuration. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { bearerOf } from '#accounts/bearer.ts'
import { LocalAccounts } from '#accounts/local.ts'
import type { ReplicaTerms } from '#accounts/replication/replica.ts'
import { shareOf } from '#accounts/replication/share.ts'
import { Clock } from '#host/clock.ts'
import type { Config } from '#host/config.ts'
import type { Place } from '#host/geography.ts'
import { HostNames } from '#host/host-names.ts'
import type { Ground } from '#host/house.ts'
import { Ids } from '#host/ids.ts'
import { mailerOf } from '#host/mail.ts'
import { Gate } from '#host/outbox.ts'
import { compilePattern } from '#host/pattern.ts'
import { resolver } from '#host/resolve.ts'
import { checkPassword } from '#host/secrets.ts'
import type { Store } from '#store/store.ts'
import { accountRules, type Control } from './core/ports.ts'
import { Server } from './core/server.ts'
import { features } from './features/index.ts'
import { settingsOf } from './settings.ts'
import { StoredChannels } from './stored/channels.ts'
import { StoredHistory } from './stored/history.ts'
import { openLedger } from './stored/ledger.ts'

/** How long an answer of DNS is waited for. */
const resolveMs = 2000

/** What the house does for its core. */
export interface Surroundings {
  /** Nobody will come: what happens is nothing to remember. */
  still: boolean
  place(ip: string): Place | undefined
  /** Takes the house's part of a configuration; rejects where it is no good. */
  take(config: Config): Promise<void>
}

export type Core = Awaited<ReturnType<typeof openCore>>

/** Everything that was kept is there again, and nobody has connected yet. */
export async function openCore(
  config: Config,
  ground: Ground,
  store: Store,
  { still, place, take }: Surroundings,
) {
  const fault = (err: unknown, about = 'store') => ground.log.error({ err, about }, 'fault')
  const gate = new Gate()
  const history = new StoredHistory(store, gate, fault)
  if (still) history.keep = () => 0
  const channels = new StoredChannels(store, fault)
  const clock = new Clock(await store.log.latest())
  const now = () => clock.now()
  const accounts = new LocalAccounts(store, {
    rules: () => accountRules(server.settings),
    secret: ground.secret,
    now,
    bearer: bearerOf(config),
    share: shareOf(config),
  })
  let tell: ReplicaTerms['tell'] = (event, facts) => ground.log.info(facts, event)
  const ledger = await openLedger(accounts, store, ground, {
    now,
    tell: (event, facts) => tell(event, facts),
  })
  const server: Server = new Server(settingsOf(config), features, {
    ...machine(config, ground),
    now,
    history,
    accounts,
    ledger,
    channels,
    shelf: (name) => store.shelf(name),
    fault,
    place,
    control: controlOf(ground, take),
    tell,
  })
  tell = server.ports.tell
  await channels.restore(server.net, clock.now())
  await server.boot()
  return { server, gate, history, accounts, ledger }
}

/** What only needs this machine and its secret. */
function machine(config: Config, { secret }: Ground) {
  const ids = new Ids(config.server.sid)
  const names = new HostNames()
  const mailer = mailerOf(config)
  const digest = (text: string) => createHmac('sha256', secret).update(text).digest('hex')
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
  return {
    id: (at: number) => ids.next(at),
    isHouse: (given: string) => isEqual(given, secret),
    mail: mailer && ((to: string, subject: string, text: string) => mailer.send(to, subject, text)),
    verify: (password: string, scrypt: string) => checkPassword(password, { scrypt }),
    digest,
    sha256,
    resolve: resolver(resolveMs),
    hostName: (ip: string) => names.of(ip),
    pattern: compilePattern,
  }
}

/** @param take has the house take its part of a configuration, and throws where it is no good */
function controlOf({ control }: Ground, take: (config: Config) => Promise<void>): Control {
  const nobody = () => {
    throw new Error('nobody watches over this process')
  }
  return {
    reread: async () => {
      const config = control?.reread() ?? nobody()
      const settings = settingsOf(config)
      await take(config)
      return settings
    },
    stop: (reason) => (control ?? { stop: nobody }).stop(reason),
    restart: (reason) => (control ?? { restart: nobody }).restart(reason),
  }
}

/** In a time that tells nothing of the secret but its length. */
function isEqual(given: string, secret: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(secret)]
  return one.length === other.length && timingSafeEqual(one, other)
}
