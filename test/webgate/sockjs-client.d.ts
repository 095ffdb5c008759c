/** What we use of sockjs-client, which brings no types of its own. */
declare module 'sockjs-client' {
  export type Transport = 'websocket' | 'xhr-streaming' | 'eventsource' | 'xhr-polling'

  export default class SockJS {
    constructor(url: string, protocols?: null, options?: { transports?: Transport[] })
    readonly readyState: number
    readonly transport: string | null
    onopen: (() => void) | null
    onmessage: ((event: { data: string }) => void) | null
    onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null
    send(data: string): void
    close(code?: number, reason?: string): void
  }
}
