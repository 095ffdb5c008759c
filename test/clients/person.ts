/** Somebody on the network with a client that is not ours. */

/** A line in the client's own log. */
export interface Logged {
  /** The time that the client wrote down, in milliseconds since 1970; most know only seconds. */
  at: number
  /** The rest, as the client words it. */
  text: string
}

export interface Person {
  readonly name: string
  /** Starts the client, which connects and joins by itself; settles when it said that it is in. */
  start(): Promise<void>
  say(text: string): void | Promise<void>
  /** As `/me`. */
  act(text: string): void | Promise<void>
  rename(nick: string): void | Promise<void>
  setTopic(text: string): void | Promise<void>
  /** The log of the channel, of all its visits. */
  log(): Promise<Logged[]>
  /** Leaves as its user would; settles when the program has ended. */
  quit(): Promise<void>
  /** Ends it, however it is. */
  kill(): Promise<void>
}

/** Where somebody connects to, and how they sign in. */
export interface Place {
  host: string
  port: number
  channel: string
  nick: string
  /** SASL PLAIN. */
  login?: { account: string; password: string } | undefined
}
