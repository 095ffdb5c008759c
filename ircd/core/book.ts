/** The features compiled at boot into the tables that the hot path reads. */
import { ERR_UNKNOWNCOMMAND } from '#wire/numerics.ts'
import type { Kind } from './fact.ts'
import type {
  BatchOpener,
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
  UserMode,
} from './feature.ts'

/** Everything that the features say about one kind. */
export interface Page {
  kind: Kind
  guards: Guard[]
  preludes: Reaction[]
  filters: Filter[]
  reactions: Reaction[]
  /** In the order of the index, each with the bit of its capability. */
  lenses: { bit: number; read: Lens['read'] }[]
  /** The capabilities that change how this kind reads; others never multiply its renditions. */
  mask: number
}

/** With what is asked before it is run, and how often it was asked for. */
export type BookedCommand = Command & {
  screens: NonNullable<Feature['screen']>[]
  uses: number
}

export interface Cap {
  name: string
  /** 0 for those that change no fact's rendition. */
  bit: number
  feature: Feature
}

export class Book {
  readonly commands = new Map<string, BookedCommand>()
  /** What is none of them. */
  readonly unknown: BookedCommand = {
    from: 'anyone',
    screens: [],
    uses: 0,
    run: (ask) => ask.reply(ERR_UNKNOWNCOMMAND(ask.verb)),
  }
  readonly batches = new Map<string, BatchOpener>()
  readonly mishears: NonNullable<Feature['mishears']>[] = []
  readonly answers = new Map<string, NonNullable<Feature['answers']>[string]>()
  /** In the order of the index, which is the order of CAP LS. */
  readonly caps = new Map<string, Cap>()
  readonly modes = new Map<string, ChannelMode>()
  /** Status modes, highest rank first. */
  readonly statuses: (StatusMode & { letter: string })[] = []
  readonly userModes = new Map<string, UserMode>()
  /** By name. */
  readonly extbans = new Map<string, ExtBan & { name: string }>()
  readonly features: Feature[]
  /** Asked or told in the order of the index. */
  readonly meets: NonNullable<Feature['meets']>[] = []
  readonly vets: NonNullable<Feature['vets']>[] = []
  readonly vetsNick: NonNullable<Feature['vetsNick']>[] = []
  readonly welcomes: NonNullable<Feature['welcomes']>[] = []
  readonly whois: NonNullable<Feature['whois']>[] = []
  readonly overhears: NonNullable<Feature['overhears']>[] = []
  readonly accountNews: NonNullable<Feature['accountNews']>[] = []
  readonly documentNews: NonNullable<Feature['documentNews']>[] = []
  readonly ticks: NonNullable<Feature['ticks']>[] = []
  readonly restraints: NonNullable<Feature['restrains']>[] = []
  /** How lines of history read without a capability. */
  readonly withouts: { bit: number; read: NonNullable<Feature['without']> }[] = []
  readonly tags: (Tag & { bit: number })[] = []
  /** The bits of the capabilities that relay client tags. */
  readonly clientTagBits: number
  readonly #pages = new Map<Kind, Page>()

  constructor(features: Feature[]) {
    this.features = features
    for (const feature of features) this.#open(feature)
    for (const feature of features) this.#guardCommands(feature)
    this.statuses.sort((a, b) => b.rank - a.rank)
    this.clientTagBits = this.#bits((feature) => feature.clientTags === true)
    const tagBits = this.#bits(({ tags }) => tags?.some(isOwn) ?? false)
    for (const feature of features) this.#write(feature, tagBits | this.clientTagBits)
  }

  /** A kind that no feature declared is a bug. */
  page(kind: Kind): Page {
    const page = this.#pages.get(kind)
    if (!page) throw new Error(`No feature declares the kind ${kind.name}`)
    return page
  }

  /** The bits of those enabled capabilities that have all they need. */
  bits(enabled: ReadonlySet<string>): number {
    let bits = 0
    for (const name of enabled) {
      const cap = this.caps.get(name)
      const needed = cap?.feature.capRequires
      if (cap && (needed === undefined || enabled.has(needed))) bits |= cap.bit
    }
    return bits
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
    for (const alias of feature.capAliases ?? []) {
      this.caps.set(alias, { name: alias, feature, bit: this.bit(feature.cap!) })
    }
    for (const kind of feature.facts ?? []) {
      this.#pages.set(kind, emptyPage(kind))
    }
    for (const [verb, command] of Object.entries(feature.commands ?? {})) {
      if (this.commands.has(verb)) throw new Error(`Two features define ${verb}`)
      this.commands.set(verb, { ...command, screens: [], uses: 0 })
    }
    for (const [letter, mode] of Object.entries(feature.modes ?? {})) {
      if (this.modes.has(letter)) throw new Error(`Two features define the mode ${letter}`)
      this.modes.set(letter, mode)
      if (mode !== 'flag' && mode.type === 'status') this.statuses.push({ ...mode, letter })
    }
    if (feature.mishears) this.mishears.push(feature.mishears)
    for (const [type, opener] of Object.entries(feature.batches ?? {})) {
      this.batches.set(type, opener)
    }
    for (const [name, answer] of Object.entries(feature.answers ?? {})) {
      this.answers.set(name, answer)
    }
    if (feature.cap && feature.without) {
      this.withouts.push({ bit: this.bit(feature.cap), read: feature.without })
    }
    if (feature.meets) this.meets.push(feature.meets)
    if (feature.vets) this.vets.push(feature.vets)
    if (feature.vetsNick) this.vetsNick.push(feature.vetsNick)
    if (feature.welcomes) this.welcomes.push(feature.welcomes)
    if (feature.whois) this.whois.push(feature.whois)
    if (feature.overhears) this.overhears.push(feature.overhears)
    if (feature.accountNews) this.accountNews.push(feature.accountNews)
    if (feature.documentNews) this.documentNews.push(feature.documentNews)
    if (feature.ticks) this.ticks.push(feature.ticks)
    if (feature.restrains) this.restraints.push(feature.restrains)
    for (const [name, extban] of Object.entries(feature.extbans ?? {})) {
      this.extbans.set(name, { ...extban, name })
    }
    for (const [letter, who] of Object.entries(feature.userModes ?? {})) {
      this.userModes.set(letter, who)
    }
  }

  #guardCommands({ screen, screened }: Feature): void {
    if (!screen) return
    if (!screened) this.unknown.screens.push(screen)
    for (const [verb, { screens }] of this.commands) {
      if (!screened || screened.includes(verb)) screens.push(screen)
    }
  }

  /** One 31-bit integer holds a session's bits: only a lens or a tag is worth one. */
  #addCap(name: string, feature: Feature): void {
    const { lenses, tags, clientTags, without } = feature
    const speaks = Boolean(lenses || tags?.some(isOwn) || clientTags || without)
    const taken = new Set([...this.caps.values()].map(({ bit }) => bit).filter(Boolean)).size
    if (speaks && taken === 31) throw new Error(`No bit is left for the capability ${name}`)
    this.caps.set(name, { name, feature, bit: speaks ? 1 << taken : 0 })
  }

  #write(feature: Feature, tagBits: number): void {
    const bit = feature.cap ? this.bit(feature.cap) : 0
    for (const tag of feature.tags ?? []) {
      this.tags.push({ ...tag, bit: tag.cap ? this.bit(tag.cap) : bit })
    }
    for (const { kind, read } of feature.lenses ?? []) {
      for (const page of this.#pages.values()) {
        if (page.kind === kind || page.kind.readsAs === kind) page.lenses.push({ bit, read })
      }
    }
    for (const guard of feature.guards ?? []) this.page(guard.kind).guards.push(guard)
    for (const each of feature.preludes ?? []) this.page(each.kind).preludes.push(each)
    for (const each of feature.filters ?? []) this.page(each.kind).filters.push(each)
    for (const each of feature.reactions ?? []) this.page(each.kind).reactions.push(each)
    for (const page of this.#pages.values()) {
      page.mask = page.lenses.reduce((mask, each) => mask | each.bit, tagBits)
    }
  }
}

/** A tag that another capability shows needs no bit here. */
function isOwn({ cap }: Tag): boolean {
  return cap === undefined
}

function emptyPage(kind: Kind): Page {
  return { kind, guards: [], preludes: [], filters: [], reactions: [], lenses: [], mask: 0 }
}
