/** One server of Redis: a connection that is made when it is needed, and never trusted unseen. */
import { Redis } from 'ioredis'
import { formatPlace, type Place, type RedisAddress } from './address.ts'
import { codeOf, doubtsConnection } from './faults.ts'
import { inspect, Loading } from './inspect.ts'
import { scripts } from './scripts.ts'

/** A command of Redis: its name, and its arguments. */
export type Words = readonly (string | number)[]

export type Reply = { value: unknown } | { error: Error }

const connectWithinMs = 5_000

/** A server that keeps a command waiting for longer has stalled: fsync may take seconds. */
const answerWithinMs = 5_000

export class Node {
  readonly place: Place
  readonly #address: RedisAddress
  #connecting: Promise<Redis> | undefined
  #connected: Redis | undefined
  /** What is still connecting, or being looked at. */
  #opening: Redis | undefined
  #closed = false

  constructor(place: Place, address: RedisAddress) {
    this.place = place
    this.#address = address
  }

  /**
   * Sends commands in one write.
   * @returns a reply for each. A lost connection is an error in those that it has not answered:
   * they may have been carried out, or not.
   * @throws Error of one line when there is no connection, or the server cannot be trusted.
   */
  async run(commands: readonly Words[]): Promise<Reply[]> {
    const redis = await this.connect()
    const results = await redis.pipeline(commands.map((words) => [...words])).exec()
    const replies = (results ?? []).map(
      ([error, value]): Reply => (error ? { error: this.#named(error) } : { value }),
    )
    const errors = replies.flatMap((reply) => ('error' in reply ? [reply.error] : []))
    if (errors.some(doubtsConnection)) this.#drop(redis)
    // Somebody has emptied the server's memory of scripts; a new connection brings them again.
    if (errors.some((error) => codeOf(error) === 'NOSCRIPT')) this.#drop(redis)
    return replies
  }

  /** @throws Error of one line that names the server and says what to do. */
  async connect(): Promise<Redis> {
    if (this.#connected?.status === 'ready') return this.#connected
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined
      this.#opening = undefined
    })
    return this.#connecting
  }

  close(): void {
    this.#closed = true
    this.#opening?.disconnect()
    if (this.#connected) this.#drop(this.#connected)
  }

  async #connect(): Promise<Redis> {
    if (this.#closed) throw new Error(`The store ${this.#name()} is closed.`)
    const redis = this.#client()
    this.#opening = redis
    let cause: Error | undefined
    redis.on('error', (error: Error) => {
      cause ??= error
    })
    try {
      await redis.connect().catch((error: Error) => {
        throw unreachable(cause ?? error)
      })
      await inspect(redis, this.#address)
      await Promise.all(scripts.map((text) => redis.script('LOAD', text)))
      if (this.#closed) throw new Error('is no longer wanted')
      this.#connected = redis
      return redis
    } catch (error) {
      this.#drop(redis)
      if (error instanceof Loading) throw new Loading()
      const message = (error as Error).message
      throw new Error(`The store ${this.#name()} ${message}.`, { cause: error })
    }
  }

  /** All retrying is ours, since only we know the order of the calls. */
  #client(): Redis {
    const { tls } = this.#address
    return new Redis({
      ...this.place,
      ...(tls && { tls: { servername: this.place.host, ...(tls.ca && { ca: tls.ca }) } }),
      lazyConnect: true,
      protocol: 2,
      disableClientInfo: true,
      enableReadyCheck: false,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: null,
      connectTimeout: connectWithinMs,
      socketTimeout: answerWithinMs,
      disconnectTimeout: 100,
    })
  }

  #named(error: Error): Error {
    if (error.name === 'ReplyError') return error
    const lost = `The store ${this.#name()} has broken the connection, or does not answer.`
    return new Error(lost, { cause: error })
  }

  #drop(redis: Redis): void {
    if (this.#connected === redis) this.#connected = undefined
    redis.disconnect()
  }

  #name(): string {
    const { tls, cluster } = this.#address
    return `redis${tls ? 's' : ''}${cluster ? '-cluster' : ''}://${formatPlace(this.place)}`
  }
}

function unreachable(error: Error): Error {
  const why = (error as NodeJS.ErrnoException).code ?? error.message
  return new Error(`cannot be reached (${why}): start Redis there, or correct the address`, {
    cause: error,
  })
}
