/** What the web gate counts. */
import { Counter, Gauge } from 'prom-client'
import type { Metrics } from '#host/metrics.ts'
import type { Passing } from './upstream/conversation.ts'

export type Transport = 'websocket' | 'resumable' | 'sockjs-websocket' | 'xhr' | 'eventsource'

export class WebMetrics implements Passing {
  readonly sessions: Gauge<'transport'>
  readonly upstreamErrors: Counter<'upstream'>
  /** Conversations that the gateway ended by itself, by the reason. */
  readonly ended: Counter<'reason'>
  readonly hooks: Counter<'answer'>
  readonly resumed: Counter<'outcome'>
  readonly #bytes: Counter<'direction'>

  constructor(metrics: Metrics) {
    const registers = [metrics]
    const name = (rest: string) => `causerie_web_${rest}`
    this.sessions = new Gauge({
      name: name('sessions'),
      help: 'Open connections of pages, by transport',
      labelNames: ['transport'],
      registers,
    })
    this.upstreamErrors = new Counter({
      name: name('upstream_errors_total'),
      help: 'Servers that could not be reached, by address',
      labelNames: ['upstream'],
      registers,
    })
    this.ended = new Counter({
      name: name('ended_total'),
      help: 'Conversations that the gateway ended, by reason: full queues, broken rules, silence',
      labelNames: ['reason'],
      registers,
    })
    this.hooks = new Counter({
      name: name('hooks_total'),
      help: 'Webhook requests, by answer',
      labelNames: ['answer'],
      registers,
    })
    this.resumed = new Counter({
      name: name('resumed_total'),
      help: 'Pages that asked for their session again, by outcome: resumed, gone',
      labelNames: ['outcome'],
      registers,
    })
    this.#bytes = new Counter({
      name: name('bytes_total'),
      help: 'Bytes of IRC that passed, by direction as servers see it: received, sent',
      labelNames: ['direction'],
      registers,
    })
  }

  toServer(bytes: number): void {
    this.#bytes.inc({ direction: 'received' }, bytes)
  }

  fromServer(bytes: number): void {
    this.#bytes.inc({ direction: 'sent' }, bytes)
  }
}
