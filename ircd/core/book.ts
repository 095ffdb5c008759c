/** The features compiled at boot into the tables that the hot path reads. */
import type { Kind } from './fact.ts'
import type {
  ChannelMode,
  Command,
  ExtBan,
  Feature,
  Filter,
  Guard,
  Lens,
  Reaction,
  StatusMode,
  Tag,
  UserModeOwner,
} from './feature.ts'

/** Everything that the features say about one kind. */
export interface Page {
  kind: Kind
  guards: Guard[]
  filters: Filter[]
  reactions: Reaction[]
  /** In the order of the index, each with the bit of its capability. */
  lenses: { bit: number; read: Lens['read'] }[]
  /** The capabilities that change how this kind reads; others never multiply its renditions. */
  mask: number
}

export interface Cap {
  name: string
  /** 0 for those that change no fact's rendition. */
  bit: number
  feature: Feature
}

export class Book {
  readonly commands = new Map<string, Command>()
  /** In the order of the index, which is the order of CAP LS. */
  readonly caps = new Map<string, Cap>()
  readonly modes = new Map<string, ChannelMode>()
  /** Status modes, highest rank first. */
  readonly statuses: (StatusMode & { letter: string })[] = []
  readonly userModes = new Map<string, UserModeOwner>()
  /** By name. */
  readonly extbans = new Map<string, ExtBan & { name: string }>()
  readonly features: Feature[]
  readonly tags: (Tag & { bit: number })[] = []
  /** The bits of the capabilities that relay client tags. */
  readonly clientTagBits: number
  readonly #pages = new Map<Kind, Page>()

  constructor(features: Feature[]) {
    this.features = features
    for (const feature of features) this.#open(feature)
    this.statuses.sort((a, b) => b.rank - a.rank)
    this.clientTagBits = this.#bits((feature) => feature.clientTags === true)
    const tagBits = this.#bits((feature) => Boolean(feature.tags))
    for (const feature of features) this.#write(feature, tagBits | this.clientTagBits)
  }

  /** A kind that no feature declared is a bug. */
  page(kind: Kind): Page {
    const page = this.#pages.get(kind)
    if (!page) throw new Error(`No feature declares the kind ${kind.name}`)
    return page
  }

  bit(cap: string): number {
    return this.caps.get(cap)?.bit ?? 0
  }

  #bits(which: (feature: Feature) => boolean): number {
    let bits = 0
    for (const { bit, feature } of this.caps.values()) if (which(feature)) bits |= bit
    return bits
  }

  #open(feature: Feature): void {
    if (feature.cap) this.#addCap(feature.cap, feature)
    for (const kind of feature.facts ?? []) {
      this.#pages.set(kind, { kind, guards: [], filters: [], reactions: [], lenses: [], mask: 0 })
    }
    for (const [verb, command] of Object.entries(feature.commands ?? {})) {
      if (this.commands.has(verb)) throw new Error(`Two features define ${verb}`)
      this.commands.set(verb, command)
    }
    for (const [letter, mode] of Object.entries(feature.modes ?? {})) {
      if (this.modes.has(letter)) throw new Error(`Two features define the mode ${letter}`)
      this.modes.set(letter, mode)
      if (mode !== 'flag' && mode.type === 'status') this.statuses.push({ ...mode, letter })
    }
    for (const [name, extban] of Object.entries(feature.extbans ?? {})) {
      this.extbans.set(name, { ...extban, name })
    }
    for (const [letter, who] of Object.entries(feature.userModes ?? {})) {
      this.userModes.set(letter, who)
    }
  }

  /** One 31-bit integer holds a session's bits: only a lens or a tag is worth one. */
  #addCap(name: string, feature: Feature): void {
    const speaks = Boolean(feature.lenses || feature.tags || feature.clientTags)
    const taken = [...this.caps.values()].filter(({ bit }) => bit).length
    if (speaks && taken === 31) throw new Error(`No bit is left for the capability ${name}`)
    this.caps.set(name, { name, feature, bit: speaks ? 1 << taken : 0 })
  }

  #write(feature: Feature, tagBits: number): void {
    const bit = feature.cap ? this.bit(feature.cap) : 0
    for (const tag of feature.tags ?? []) this.tags.push({ ...tag, bit })
    for (const { kind, read } of feature.lenses ?? []) this.page(kind).lenses.push({ bit, read })
    for (const guard of feature.guards ?? []) this.page(guard.kind).guards.push(guard)
    for (const each of feature.filters ?? []) this.page(each.kind).filters.push(each)
    for (const each of feature.reactions ?? []) this.page(each.kind).reactions.push(each)
    for (const page of this.#pages.values()) {
      page.mask = page.lenses.reduce((mask, each) => mask | each.bit, tagBits)
    }
  }
}
