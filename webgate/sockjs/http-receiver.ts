/**
 * The answer to one request as a way to the browser. A stream ends after two heartbeats by itself,
 * and the browser asks for the next: so a browser that is no longer there is found out.
 */
import type { ServerResponse } from 'node:http'
import type { Receiver, SockSession } from './session.ts'

export type HttpTransport = 'xhr' | 'xhr_streaming' | 'eventsource'

/** COMPAT: browsers keep the whole answer in memory while it is open. */
const streamBytesMax = 128 * 1024
/** COMPAT: some browsers show nothing of an answer before it has two kilobytes. */
const prelude = `${'h'.repeat(2048)}\n`

interface Form {
  type: string
  prelude: string
  encode: (frame: string) => string
}

const newline = (frame: string) => `${frame}\n`
const forms: Record<HttpTransport, Form> = {
  xhr: { type: 'application/javascript; charset=UTF-8', prelude: '', encode: newline },
  xhr_streaming: { type: 'application/javascript; charset=UTF-8', prelude, encode: newline },
  eventsource: { type: 'text/event-stream; charset=UTF-8', prelude: '\r\n', encode: asEvent },
}

/** The client runs decodeURI on the data: a `%` must not be one to it, nor a line end an end. */
function asEvent(frame: string): string {
  const data = frame.replace(/[%\r\n\0]/g, (c) => encodeURIComponent(c))
  return `data: ${data}\r\n\r\n`
}

export class HttpReceiver implements Receiver {
  readonly #response: ServerResponse
  readonly #session: SockSession
  readonly #form: Form
  readonly #single: boolean
  readonly #streamMsMax: number
  #sent = 0
  /** Frames that the system has not taken yet. */
  #unsent = 0
  #ended = false
  #timer: NodeJS.Timeout | undefined

  /** Writes the head of the answer, whose other headers are set. */
  constructor(
    response: ServerResponse,
    session: SockSession,
    transport: HttpTransport,
    streamMsMax: number,
  ) {
    this.#response = response
    this.#session = session
    this.#form = forms[transport]
    this.#single = transport === 'xhr'
    this.#streamMsMax = streamMsMax
    response.setHeader('Content-Type', this.#form.type)
    // COMPAT: nginx would wait until a buffer of its own is full.
    response.setHeader('X-Accel-Buffering', 'no')
    response.writeHead(200)
    response.socket?.setTimeout?.(0)
    if (this.#form.prelude) response.write(this.#form.prelude)
    response.on('drain', () => session.flush())
    response.on('error', () => {})
    response.on('close', () => this.#closed())
    if (!this.#single) this.#timer = setTimeout(() => this.#leave(), streamMsMax).unref()
  }

  get ready(): boolean {
    return !this.#ended && !this.#response.writableNeedDrain
  }

  send(frame: string): void {
    const text = this.#form.encode(frame)
    this.#sent += text.length
    this.#unsent++
    this.#response.write(text, (error) => {
      if (!error) this.#unsent--
    })
    if (this.#single || this.#sent >= streamBytesMax) this.#leave()
  }

  #leave(): void {
    this.end()
    this.#session.detach(this, false)
  }

  end(): void {
    clearTimeout(this.#timer)
    if (this.#ended) return
    this.#ended = true
    // The session no longer waits for it: a browser that does not read the rest is cut off.
    this.#response.socket?.setTimeout?.(this.#streamMsMax)
    this.#response.end()
  }

  #closed(): void {
    clearTimeout(this.#timer)
    this.#ended = true
    this.#session.detach(this, this.#unsent > 0)
  }
}
