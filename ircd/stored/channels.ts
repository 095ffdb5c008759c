/** Channels that outlive their last member, or the server. */
import type { ChannelRecord, Store } from '#store/store.ts'
import { Channel, type Network } from '../core/network.ts'
import type { ChannelRecords } from '../core/ports.ts'
import type { Registration } from '../core/registration.ts'

export class StoredChannels implements ChannelRecords {
  readonly #store: Store
  readonly #fault: (error: unknown) => void

  constructor(store: Store, fault: (error: unknown) => void) {
    this.#store = store
    this.#fault = fault
  }

  save(channel: Channel): void {
    this.#store.channels.put(channel.id, recordOf(channel)).catch(this.#fault)
  }

  forget({ id, log }: Channel): void {
    this.#store.channels.remove(id).catch(this.#fault)
    this.#store.log.forget(log).catch(this.#fault)
  }

  /** Puts the channels of the last run back, with their topics, modes and lists. */
  async restore(net: Network, now: number): Promise<void> {
    for (const [, record] of await this.#store.channels.list()) {
      const channel = channelOf(record)
      const key = net.fold(channel.name)
      if (channel.lasting) net.channels.set(key, channel)
      else net.vacate(channel, now)
      if (!channel.lasting && !net.vacant.has(key)) this.forget(channel)
    }
  }
}

function recordOf(channel: Channel): ChannelRecord {
  const { id, name, createdAt, registration, topic, modes, lists } = channel
  return {
    id,
    name,
    createdAt,
    registration,
    topic,
    modes: Object.fromEntries(modes),
    lists: Object.fromEntries(lists),
  }
}

function channelOf(record: ChannelRecord): Channel {
  const channel = new Channel(record.id, record.name, record.createdAt)
  channel.registration = record.registration as Registration | undefined
  channel.topic = record.topic
  channel.topicAt = record.topic?.at ?? 0
  channel.topicOf = record.createdAt
  for (const [letter, param] of Object.entries(record.modes)) channel.modes.set(letter, param)
  for (const [letter, entries] of Object.entries(record.lists)) channel.lists.set(letter, entries)
  return channel
}
