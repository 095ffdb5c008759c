/** What Prometheus reads of the store. */
import { Counter, Gauge } from 'prom-client'
import type { Metrics } from '#host/metrics.ts'
import type { Store } from '#store/store.ts'

export function countStore(store: Store, metrics: Metrics): void {
  const registers = [metrics]
  const refuses = new Gauge({
    name: 'causerie_store_refuses',
    help: '1 while the store refuses to keep what it is given, else 0',
    registers,
  })
  const failures = new Counter({
    name: 'causerie_store_failures_total',
    help: 'How often the store began to refuse',
    registers,
  })
  new Gauge({
    name: 'causerie_store_unsafe_rows',
    help: 'Lines that have been given to the store and are not safe yet: nobody has read them',
    registers,
    collect() {
      this.set(store.unsafe.rows)
    },
  })
  store.trouble.heed((error) => {
    refuses.set(error ? 1 : 0)
    if (error) failures.inc()
  })
}
