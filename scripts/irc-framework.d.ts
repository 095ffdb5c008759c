/** What we use of irc-framework, which brings no types of its own. */
declare module 'irc-framework' {
  export interface ClientOptions {
    host: string
    port: number
    tls?: boolean | undefined
    rejectUnauthorized?: boolean | undefined
    nick: string
    username?: string | undefined
    gecos?: string | undefined
    password?: string | undefined
    account?: { account: string; password: string } | undefined
    sasl_disconnect_on_fail?: boolean | undefined
    enable_echomessage?: boolean | undefined
    enable_setname?: boolean | undefined
    enable_chghost?: boolean | undefined
    auto_reconnect?: boolean | undefined
    ping_interval?: number | undefined
    ping_timeout?: number | undefined
    version?: string | null | undefined
  }

  export interface MessageEvent {
    type: 'privmsg' | 'notice' | 'action'
    nick: string
    target: string
    message: string
    tags: Record<string, string>
    time?: number | undefined
    account?: string | undefined
    batch?: { id: string; type: string; params: string[] } | undefined
  }

  export class Client {
    constructor(options?: ClientOptions)
    readonly user: { nick: string }
    readonly connected: boolean
    readonly connection: {
      end(): void
      transport: { disposeSocket(): void } | null
    }
    readonly network: {
      options: Record<string, string>
      cap: { enabled: string[]; available: Map<string, string>; isEnabled(cap: string): boolean }
    }
    connect(options?: ClientOptions): void
    requestCap(caps: string | string[]): void
    raw(...words: (string | number)[]): void
    join(channel: string, key?: string): void
    part(channel: string, message?: string): void
    say(target: string, text: string, tags?: Record<string, string>): void
    notice(target: string, text: string): void
    changeNick(nick: string): void
    setTopic(channel: string, topic: string): void
    quit(message?: string): void
    // biome-ignore lint/suspicious/noExplicitAny: each event has a shape of its own.
    on(event: string, listener: (event: any) => void): this
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    once(event: string, listener: (event: any) => void): this
    removeAllListeners(event?: string): this
  }

  const framework: { Client: typeof Client }
  export default framework
}
