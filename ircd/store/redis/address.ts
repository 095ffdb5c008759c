/** What an address of Redis says. */
import { readFileSync } from 'node:fs'

export interface RedisAddress {
  /** As it may be shown and logged: without user and password. */
  shown: string
  cluster: boolean
  /** One Redis; or a primary and its replicas, in any order; or some nodes of a cluster. */
  seeds: Place[]
  /** With TLS; `ca` is the authority to trust in PEM, the system's authorities unless told. */
  tls: { ca?: string | undefined } | undefined
  user: string | undefined
  password: string | undefined
  db: number
  /** Begins every key, so that several networks may share one Redis. */
  prefix: string
  /** Replicas that must have a write before it counts as safe. */
  replicas: number
  /** The weakest `appendfsync` that is accepted. */
  fsync: 'always' | 'everysec'
  /** Accepts a Redis that may forget everything when it ends. */
  allowVolatile: boolean
}

export interface Place {
  host: string
  port: number
}

const form = /^(redis|rediss)(-cluster)?:\/\/(?:([^@/]*)@)?([^/?]+)(?:\/(\d*))?(?:\?(.*))?$/s
const defaultPort = 6379

export function isRedis(address: string): boolean {
  return /^rediss?(-cluster)?:/.test(address)
}

/** Without what stands between `//` and `@`. */
export function withoutPassword(address: string): string {
  return address.replace(/\/\/.*@/s, '//')
}

/**
 * Reads `redis://[[user]:password@]host[:port][,host[:port]…][/db][?option=value&…]`.
 *
 * `rediss:` speaks TLS; `redis-cluster:` and `rediss-cluster:` mean a Redis Cluster, of which any
 * node finds the others. Several hosts of `redis:` are a primary and its replicas: whichever is
 * the primary is used. User and password are percent-encoded.
 *
 * | option | |
 * |---|---|
 * | `password_file` | a file whose first line is the password |
 * | `ca` | a file with the certificate authority to trust, in PEM |
 * | `prefix` | begins every key: `causerie` unless told |
 * | `wait` | replicas that must have a write before it counts as safe: 0 unless told |
 * | `fsync` | `always`, or `everysec` to accept that a power failure takes the last second |
 * | `allow_volatile` | `true` accepts a Redis that may forget everything when it ends |
 *
 * @throws Error of one line that says what is wrong, and never shows the password.
 */
export function parseRedisAddress(text: string): RedisAddress {
  const wrong = (why: string) =>
    new Error(`The store address ${JSON.stringify(withoutPassword(text))} ${why}.`)
  const [, scheme, cluster, login = '', hosts = '', db = '', query = ''] = form.exec(text) ?? []
  if (!scheme) throw wrong('is not redis://[:password@]host[:port][/db][?option=value]')
  if (cluster && Number(db) > 0) throw wrong('has a database number, which a cluster has not')
  const seeds = hosts.split(',').map((host) => parsePlace(host, wrong))
  const options = new Options(query, wrong)
  const ca = options.file('ca')
  const passwordFile = options.file('password_file')
  const [user, password] = parseLogin(login, wrong)
  const address = {
    shown: `${scheme}${cluster ?? ''}://${seeds.map(formatPlace).join(',')}`,
    cluster: cluster !== undefined,
    seeds,
    tls: scheme === 'rediss' ? { ca } : undefined,
    user,
    password: password ?? passwordFile?.split(/\r?\n/, 1)[0],
    db: Number(db),
    prefix: options.text('prefix', 'causerie', /^[\w.:-]{1,40}$/),
    replicas: Number(options.text('wait', '0', /^\d{1,2}$/)),
    fsync: options.text('fsync', 'always', /^(always|everysec)$/) as RedisAddress['fsync'],
    allowVolatile: options.text('allow_volatile', 'false', /^(true|false)$/) === 'true',
  }
  options.end()
  return address
}

export function formatPlace({ host, port }: Place): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function parsePlace(text: string, wrong: (why: string) => Error): Place {
  const [, v6, name, port = defaultPort] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text) ?? []
  const host = v6 ?? name
  if (!host || Number(port) > 65_535)
    throw wrong(`names no host and port in ${JSON.stringify(text)}`)
  return { host, port: Number(port) }
}

function parseLogin(login: string, wrong: (why: string) => Error): (string | undefined)[] {
  const [, user, password] = /^([^:]*)(?::(.*))?$/s.exec(login) ?? []
  try {
    const decode = (part: string | undefined) => (part ? decodeURIComponent(part) : undefined)
    return [decode(user), decode(password)]
  } catch {
    throw wrong('has a % in its user or password that is not percent-encoding')
  }
}

class Options {
  readonly #given: URLSearchParams
  readonly #wrong: (why: string) => Error

  constructor(query: string, wrong: (why: string) => Error) {
    this.#given = new URLSearchParams(query)
    this.#wrong = wrong
  }

  text(name: string, otherwise: string, form: RegExp): string {
    const value = this.#take(name) ?? otherwise
    if (!form.test(value)) throw this.#wrong(`has an unknown value of ${name}`)
    return value
  }

  file(name: string): string | undefined {
    const path = this.#take(name)
    if (path === undefined) return undefined
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code
      throw this.#wrong(`names a file as ${name} that cannot be read (${why})`)
    }
  }

  /** What nobody has asked for is a mistake. */
  end(): void {
    const [unknown] = this.#given.keys()
    if (unknown === undefined) return
    const known = 'password_file, ca, prefix, wait, fsync, allow_volatile'
    throw this.#wrong(`has an unknown option ${JSON.stringify(unknown)}: there are ${known}`)
  }

  #take(name: string): string | undefined {
    const value = this.#given.get(name) ?? undefined
    this.#given.delete(name)
    return value
  }
}
